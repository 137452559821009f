import { Workbook, type CellValue, type Worksheet } from '@protobi/exceljs';

/*
 * Look-alikes of estimates as companies send them, each in a manner of its own. Names and prices are made up; the manners are those
 * of public samples.
 */

/** A sheet of somebody's. */
export interface SentSheet {
  readonly file: string;
  readonly bytes: () => Promise<Buffer> | Buffer;
}

type Row = readonly CellValue[];

async function book(fill: (sheet: Worksheet, workbook: Workbook) => void): Promise<Buffer> {
  const workbook = new Workbook();
  fill(workbook.addWorksheet('Смета'), workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

const add = (sheet: Worksheet, ...rows: Row[]): void => rows.forEach((row) => void sheet.addRow([...row]));
const bold = (sheet: Worksheet, ...rows: number[]): void =>
  rows.forEach((row) => {
    sheet.getRow(row).font = { bold: true };
  });

const cp1251 = (text: string): Buffer =>
  Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      if (code < 0x80) return code;
      if (letter === '№') return 0xb9;
      if (letter === '«') return 0xab;
      if (letter === '»') return 0xbb;
      if (letter === 'ё') return 0xb8;
      if (letter === '\u00a0') return 0xa0;
      return code - 0x410 + 0xc0;
    }),
  );

/** By what is special about them. */
export const SENT_SHEETS = {
  'a plain list with a title above': {
    file: 'список.xlsx',
    bytes: () =>
      book((sheet) =>
        add(
          sheet,
          ['Смета на ремонт кухни'],
          ['Заказчик: ООО «Ромашка»'],
          [],
          ['№ п/п', 'Наименование работ', 'Ед. изм.', 'Кол-во', 'Цена, руб.', 'Сумма, руб.'],
          [1, 'Штукатурка стен', 'м2', 12.5, 350, { formula: 'D5*E5', result: 4375 }],
          [2, 'Окраска стен', 'кв.м', 12.5, 220.5, { formula: 'D6*E6', result: 2756.25 }],
          [null, 'Итого:', null, null, null, { formula: 'SUM(F5:F6)', result: 7131.25 }],
        ),
      ),
  },
  'sections in merged bold rows, sums of sections, tax below': {
    file: 'разделы.xlsx',
    bytes: () =>
      book((sheet) => {
        add(
          sheet,
          ['№', 'Наименование', 'Ед.', 'Количество', 'Расценка', 'Стоимость'],
          [1, 2, 3, 4, 5, 6],
          ['Раздел 1. Демонтажные работы'],
          [1, 'Снятие обоев', 'м²', 40, 90, 3600],
          [2, 'Разборка перегородок', 'м³', 1.2, 2500, 3000],
          [null, 'Итого по разделу 1', null, null, null, 6600],
          ['Раздел 2. Отделка'],
          [3, 'Шпаклёвка', 'м²', 40, 250.55, 10022],
          [null, 'Итого по разделу 2', null, null, null, 10000],
          [null, 'Всего без НДС', null, null, null, 16622],
          [null, 'НДС 20%', null, null, null, 3324.4],
          [null, 'Всего с НДС', null, null, null, 19946.4],
          ['Составил: ____________ Иванов И.И.'],
        );
        for (const row of [3, 7]) sheet.mergeCells(`A${row}:F${row}`);
        bold(sheet, 1, 3, 7);
      }),
  },
  'numbering 1.2.3, a header in two rows, prices as texts': {
    file: 'нумерация.xlsx',
    bytes: () =>
      book((sheet) => {
        add(
          sheet,
          ['№ п/п', 'Наименование', 'Ед. изм', 'Объём', 'Стоимость, руб.', null, 'Примечание'],
          [null, null, null, null, 'за единицу', 'всего', null],
          ['1', 'Подготовка'],
          ['1.1', 'Вывоз мусора', 'т', '3,5', '1\u00a0200,50 ₽', '4\u00a0201,75'],
          ['1.2', 'Земляные работы'],
          ['1.2.1', 'Копка траншей', 'м3', '10', '850,00', '8 500,00', 'вручную'],
          ['1.2.2', 'Засыпка', 'м3', '4', '300', '1\u202f200,00'],
          ['2', 'Монтаж'],
          ['2.1', 'Установка дверей', 'шт', '2', '4500', '9000'],
        );
        sheet.mergeCells('E1:F1');
        for (const column of ['A', 'B', 'C', 'D', 'G']) sheet.mergeCells(`${column}1:${column}2`);
      }),
  },
  'English, outline levels, currency formats, hidden rows and columns': {
    file: 'Bill of quantities.xlsx',
    bytes: () =>
      book((sheet) => {
        add(
          sheet,
          ['Item', 'Description', 'Unit', 'Qty', 'Our cost', 'Unit price', 'Total'],
          [null, 'Groundworks'],
          ['A1', 'Excavation', 'm3', 120, 20, 35.5, { formula: 'D3*F3', result: 4260 }],
          ['A2', 'Old price, not offered', 'm3', 1, 1, 1, 1],
          [null, 'Drainage'],
          ['B1', 'Pipes 110 mm', 'm', 42, 6, 12, { formula: 'D6*F6', result: 504 }],
          [null, 'Total', null, null, null, null, { formula: 'SUM(G3:G6)', result: 4764 }],
        );
        sheet.getRow(3).outlineLevel = 1;
        sheet.getRow(4).hidden = true;
        sheet.getRow(5).outlineLevel = 1;
        sheet.getRow(6).outlineLevel = 2;
        sheet.getColumn(5).hidden = true;
        for (const row of [3, 6]) sheet.getCell(`F${row}`).numFmt = '[$€-2] #,##0.00';
      }),
  },
  'sections as bare texts, blank columns, a repeated header, lump sums': {
    file: 'пустые столбцы.xlsx',
    bytes: () =>
      book((sheet) =>
        add(
          sheet,
          [],
          [null, null, 'Вид работ', null, 'Ед.изм.', null, 'Кол.', 'Цена за ед.', null, 'Всего'],
          [null, null, 'Электрика'],
          [null, null, 'Прокладка кабеля', null, 'м.п.', null, 100, 80, null, 8000],
          [null, null, 'Доставка материалов', null, null, null, null, null, null, 3500],
          [null, null, 'Вид работ', null, 'Ед.изм.', null, 'Кол.', 'Цена за ед.', null, 'Всего'],
          [null, null, 'Сантехника'],
          [null, null, 'Установка смесителя', null, 'шт.', null, 3, 1500, null, 4500],
          [null, null, 'Накладные расходы 10%', null, null, null, null, null, null, 1600],
          [null, null, 'ИТОГО', null, null, null, null, null, null, 17600],
        ),
      ),
  },
  'mistakes in cells': {
    file: 'ошибки.xlsx',
    bytes: () =>
      book((sheet) =>
        add(
          sheet,
          ['Код', 'Наименование', 'Ед.', 'Кол-во', 'Цена', 'Сумма'],
          ['К-1', 'Хорошая строка', 'шт', 2, 100, 200],
          ['К-2', 'Цена словами', 'шт', 2, 'по договору', null],
          ['К-3', 'Сломанная формула', 'шт', { error: '#REF!' }, 10, null],
          ['К-4', 'Отрицательное', 'шт', -1, 10, -10],
          ['К-5', 'Другая сумма', 'шт', 3, 10, 31],
          [null, null, null, 5, 10, 50],
          ['К-7', 'Много знаков', 'шт', 1.23456789, 10, null],
          ['К-8', 'Без цены', 'шт', 4, null, null],
          ['К-9', 'Из суммы', 'шт', 4, null, 10],
        ),
      ),
  },
  'a title page first, the table on the third sheet': {
    file: 'титул.xlsx',
    bytes: () =>
      book((sheet, workbook) => {
        add(sheet, ['УТВЕРЖДАЮ'], ['Директор'], ['Смета № 5']);
        add(
          workbook.addWorksheet('Ведомость', { state: 'hidden' }),
          ['Наименование', 'Кол-во', 'Цена'],
          ['Скрытое', 1, 1],
        );
        add(
          workbook.addWorksheet('Локальная смета'),
          ['Шифр', 'Наименование работ и затрат', 'Ед. изм.', 'Количество', 'Цена'],
          ['ФЕР11-01', 'Стяжка', '100 м2', 0.4, 12000],
        );
      }),
  },
  'a name over several rows of materials': {
    file: 'материалы.xlsx',
    bytes: () =>
      book((sheet) => {
        add(
          sheet,
          ['Наименование', 'Тип', 'Ед', 'Кол-во', 'Цена'],
          ['Плитка', 'Работа', 'м2', 10, 900],
          [null, 'Материал', 'м2', 11, 1200],
        );
        sheet.mergeCells('A2:A3');
      }),
  },
  'a semicolon CSV in windows-1251': {
    file: 'смета.csv',
    bytes: () =>
      cp1251(
        '№;Наименование;Ед.;Кол-во;Цена;Сумма\r\n1;Грунтовка «глубокая»;м2;1\u00a0200,5;35,20;42257,60\r\n;Всего;;;;42257,60\r\n',
      ),
  },
  'a CSV in UTF-16 with tabs, as Excel saves Unicode text': {
    file: 'unicode.txt',
    bytes: () =>
      Buffer.concat([
        Buffer.from('fffe', 'hex'),
        Buffer.from(
          'Наименование\tЕд.\tКол-во\tЦена\r\n"Кабель ""ВВГ""\n3х2,5"\tм\t15\t120,00\r\n',
          'utf16le',
        ),
      ]),
  },
  'an English CSV with commas and points': {
    file: 'quote.csv',
    bytes: () =>
      Buffer.from(
        'Description,UOM,Quantity,Rate,Amount\n"Concrete, C25",m3,"1,250.5",110.00,"137,555.00"\nLabour,hrs,8,(5),\nTotal,,,,"137,555.00"\n',
      ),
  },
  'prices of which 6 decimals hold nothing': {
    file: 'tiny.csv',
    bytes: () =>
      Buffer.from(
        'Description,UOM,Quantity,Price,Amount\nLead,g,10,0.0000002,\nDust,g,100000000,,1.00\nSand,g,1000000,,1.00\n',
      ),
  },
  'a CSV of ours, with taxes, what is rounded and payments': {
    file: 'ours.csv',
    bytes: () =>
      Buffer.from(
        [
          'No.,Description,Unit,Quantity,Price,Amount,Currency',
          '1,Concrete,m³,10,100.00,1000.00,EUR',
          '2,Permit,,1,50.00,50.00,EUR',
          ',Subtotal,,,,1050.00,EUR',
          ',Net,,,,1050.00,EUR',
          ',Tax 20 %,,,,210.00,EUR',
          ',Exempt from tax,,,,0.00,EUR',
          ',Total,,,,1260.00,EUR',
          ',Rounding,,,,0.40,EUR',
          ',To be paid,,,,1260.40,EUR',
          ',"Amount due: Deposit, 30 %, on approval",,,,378.12,EUR',
          ',"Amount due: Rest, on completion",,,,882.28,EUR',
          ',Date of supply: 2027-05-01,,,,,',
          ',"Options and alternatives, not in the total",,,,,',
          ',Fence [Option],m,4,25.00,100.00,EUR',
        ].join('\r\n'),
      ),
  },
  'indents, percent cells, a discount column': {
    file: 'отступы.xlsx',
    bytes: () =>
      book((sheet) => {
        add(
          sheet,
          ['Наименование', 'Ед.', 'Кол-во', 'Цена', 'Скидка, %', 'НДС, %', 'Сумма'],
          ['Кровля'],
          ['Скатная часть'],
          ['Черепица', 'м2', 100, 1500, 0.05, 0.2, 142500],
          ['Водосток'],
          ['Труба', 'м', 20, 700, null, 0.1, 14000],
        );
        const indents = [0, 1, 2, 1, 2];
        indents.forEach((indent, index) => {
          sheet.getCell(`A${index + 2}`).alignment = { indent };
        });
        for (const cell of ['E4', 'F4', 'F6']) sheet.getCell(cell).numFmt = '0%';
      }),
  },
  'no header at all': {
    file: 'без шапки.xlsx',
    bytes: () => book((sheet) => add(sheet, ['Покраска', 'м2', 10, 100], ['Уборка', 'шт', 1, 500])),
  },
} as const satisfies Record<string, SentSheet>;

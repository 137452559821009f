/** Words the seeded people, companies and jobs are made of. All invented; addresses use reserved example domains. */
export const FIRST_NAMES = (
  'Alice Amelia Anna Arjun Astrid Beatriz Ben Camila Carlos Chloe Claire Daniel David Diego Elena Elif Emma Ethan ' +
  'Fatima Felix Gabriel Grace Hannah Hugo Ines Isabel Ivan James Jana Jonas Julia Kenji Lara Leon Liam Lucia Maria ' +
  'Marta Maya Mei Mila Nadia Nikolai Noah Nora Olga Oliver Omar Paula Pedro Priya Rosa Samuel Sara Sofia Tomas Viktor ' +
  'Yara Zoë'
).split(' ');

export const LAST_NAMES = (
  'Abbott Almeida Andersson Baker Becker Bianchi Brandt Campbell Castro Chen Costa Dubois Eriksen Farrell Ferreira ' +
  'Fischer Fuentes García Gomez Grant Hansen Hoffmann Horvat Ito Jensen Kapoor Keller Khan Kowalski Larsen Lefèvre Lopez ' +
  'Marino Mendes Meyer Morgan Müller Navarro Nguyen Novak O’Neil Okafor Olsen Ortega Patel Pereira Petrov Quinn Ramirez ' +
  'Reyes Rossi Santos Schneider Silva Sousa Takeda Turner Vasquez Vogel Walsh Weber Young Zhang'
).split(' ');

export const WORKS = [
  'Kitchen renovation',
  'Bathroom remodel',
  'Full apartment renovation',
  'Roof replacement',
  'Facade insulation',
  'House extension',
  'Loft conversion',
  'Electrical rewiring',
  'Heating and plumbing',
  'Foundation works',
  'Timber frame house',
  'Office fit-out',
  'Restaurant fit-out',
  'Floor screed and tiling',
  'Window replacement',
  'Landscaping and paving',
  'Basement waterproofing',
  'Drywall and painting',
];

export const OBJECTS = [
  'one-bedroom flat',
  'two-bedroom flat',
  'three-bedroom flat',
  'townhouse',
  'detached house',
  'penthouse',
  'country house',
  'corner shop',
  'dental clinic',
  'coworking space',
  'warehouse',
];

export const STREETS = [
  'Maple Street',
  'Harbor Road',
  'Linden Avenue',
  'Mill Lane',
  'Park View',
  'Station Road',
  'Cedar Court',
  'Riverside Drive',
  'Orchard Close',
  'King Street',
  'Sunset Boulevard',
  'Old Market',
];

export const CITIES = [
  'Riverton',
  'Lakewood',
  'Fairview',
  'Northgate',
  'Millbrook',
  'Westport',
  'Ashford',
  'Clifton',
];

export const COMPANY_FORMS = [
  'Construction',
  'Builders Ltd',
  'Property Group',
  'Interiors',
  'Development LLC',
  'Estates',
  'Architects',
  'Facilities',
  'Homes Inc',
];

export const POSITIONS = [
  'Owner',
  'Site manager',
  'Architect',
  'Procurement',
  'Facility manager',
  'Director',
  'Designer',
];

export const LEAD_TAGS = ['vip', 'website', 'referral', 'repeat client', 'urgent', 'exhibition'];

/** Names that break careless code: right-to-left, emoji, combining marks, HTML, formulas, quotes, line breaks. */
export const ODD_NAMES = [
  'محمد الفارسي',
  'שרה לוי',
  '山田 太郎',
  'Ольга Кузнецова',
  '👷‍♀️ Mia Builder 🏠',
  '<script>alert("x")</script>',
  '=HYPERLINK("http://example.test","Click")',
  '+SUM(A1:A9)',
  "@cmd|' /C calc'!A0",
  '-2+3 tiles',
  'Robert"); DROP TABLE leads;--',
  'Zoe\u0301 d\u2019Arc\u200b',
  'Line one\nLine two\tTabbed',
  'back\\slash & <b>bold</b> "quoted"',
  '__proto__',
  'İstanbul ﷽ ǅ',
  'x'.repeat(250),
];

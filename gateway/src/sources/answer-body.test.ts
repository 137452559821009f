import fc from 'fast-check';
import { AnswerBody } from './answer-body';

describe('the body of an answer', () => {
  it('is what came, in however many pieces, whatever length was announced', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, fc.nat({ max: 2_000 }), (parts, expected) => {
        const body = new AnswerBody();
        for (const part of parts) body.add(Buffer.from(part), expected);
        const whole = Buffer.concat(parts);
        expect(body.length).toBe(whole.length);
        expect(body.text()).toBe(whole.toString('utf8'));
      }),
    );
  });

  it('keeps a character whole that comes in two pieces', () => {
    const body = new AnswerBody();
    const bytes = Buffer.from('Łódź ✓');
    for (const byte of bytes) body.add(Buffer.from([byte]), 0);
    expect(body.text()).toBe('Łódź ✓');
  });

  it('does not copy all it has for each of a million pieces', () => {
    const body = new AnswerBody();
    const piece = Buffer.from('x');
    const allocated = jest.spyOn(Buffer, 'allocUnsafe');
    for (let i = 0; i < 1_000_000; i += 1) body.add(piece, 0);
    expect(body.length).toBe(1_000_000);
    expect(allocated.mock.calls.length).toBeLessThanOrEqual(21); // it doubles: 2^20 is more than a million
    allocated.mockRestore();
  });
});

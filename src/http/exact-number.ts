/** Fifteen digits are always exact in a double; none of our numbers has more than sixteen. */
const SHORT = /^-?\d{1,15}$/;

/**
 * The number that a text of JSON stands for; null where a double cannot hold it exactly as it is written: it would become
 * another number in silence (`5603.00000000000000000001` the id 5603, `9007199254740993` the row before it).
 */
export function exactNumber(text: string): number | null {
  const value = Number(text);
  if (SHORT.test(text)) return value;
  return Number.isFinite(value) && sameDecimal(text) === sameDecimal(String(value)) ? value : null;
}

/** One way to write a decimal number: its digits without zeros around, and the power of ten of the last one. */
function sameDecimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)}`;
}

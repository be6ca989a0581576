/** What people put between groups of three digits, wherever they are from. */
const GROUPED = /^\d{1,3}(?:([.,'’٬\s])\d{3})?(?:\1\d{3})*$/u;
/** Marks of direction, which come along when a number is copied from a page. */
const MARKS = /[\u200e\u200f\u061c\u2066-\u2069]/gu;

/** The number that a person has typed or copied: `80112`, `80,112`, in the digits of the page's language. Null for no number. */
export function readCount(typed: string, locale: string): number | null {
  const digits = [...new Intl.NumberFormat(locale, { useGrouping: false }).format(9_876_543_210)].reverse();
  const plain = [...typed.replaceAll(MARKS, '').trim()]
    .map((sign) => (digits.includes(sign) ? String(digits.indexOf(sign)) : sign))
    .join('');
  if (!/^\d+$/.test(plain) && !GROUPED.test(plain)) return null;
  const count = Number(plain.replaceAll(/\D/g, ''));
  return Number.isSafeInteger(count) ? count : null;
}

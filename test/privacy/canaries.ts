import { randomBytes, randomInt } from 'node:crypto';

/**
 * Personal data that can be recognised. All names and addresses of a set contain one stem and all phone numbers another,
 * so that one search for the two stems finds whichever of them has leaked.
 */
export class Canaries {
  /** Letters and digits, so that no text encoding changes it; long enough not to come about by chance. */
  readonly #word = `kanary${randomBytes(5).toString('hex')}`;
  readonly #digits = `4915${String(randomInt(10 ** 8)).padStart(8, '0')}`;
  #count = 0;
  #numbers = 0;

  get count(): number {
    return this.#count;
  }

  get stems(): readonly string[] {
    return [this.#word, this.#digits];
  }

  name(): string {
    return `Ada ${this.#word}x${this.#next()} Lovelace`;
  }

  word(): string {
    return `${this.#word}x${this.#next()}`;
  }

  email(): string {
    return `ada.${this.#word}x${this.#next()}@example.com`;
  }

  phone(): string {
    return `+${this.#digits}${this.#next()}`;
  }

  /** One that a message can be sent to: it is no longer than numbers are. There are a thousand. */
  number(): string {
    return `+${this.#digits}${String(++this.#numbers).padStart(3, '0')}`;
  }

  #next(): string {
    return String(++this.#count).padStart(5, '0');
  }
}

/** In what guise a text may stand in bytes. */
const GUISES: Readonly<Record<string, (text: string) => readonly Buffer[]>> = {
  plain: (text) => [Buffer.from(text)],
  'UTF-16': (text) => [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()],
  hex: (text) => [Buffer.from(Buffer.from(text).toString('hex'))],
  // At each of the three places within a group of four characters; what its neighbours decide is left out.
  base64: base64Of,
  'base64 of base64': (text) => base64Of(text).flatMap((once) => base64Of(once.toString())),
  reversed: (text) => [Buffer.from([...text].reverse().join(''))],
};

/** What stands in base64 for the text, whatever is around it. */
export function base64Of(text: string): Buffer[] {
  return [0, 1, 2].flatMap((shift) => base64At(text, shift));
}

function base64At(text: string, shift: number): Buffer[] {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  const standard = bytes.toString('base64').slice(first, last);
  return [Buffer.from(standard), Buffer.from(standard.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** Where one of the stems stands in the bytes: its guise and what is around it. Letters may be large or small. */
export function found(stems: readonly string[], bytes: Buffer): string[] {
  const small = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
  return stems.flatMap((stem) =>
    Object.entries(GUISES).flatMap(([guise, needles]) =>
      needles(stem).flatMap((needle) => {
        const isBase64 = guise.startsWith('base64');
        const at = (isBase64 ? bytes : small).indexOf(needle);
        return at < 0
          ? []
          : [`${guise}: ${bytes.subarray(Math.max(0, at - 80), at + needle.length + 40).toString('latin1')}`];
      }),
    ),
  );
}

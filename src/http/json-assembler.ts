import { Tokenizer, TokenizerError, TokenType } from '@streamparser/json';
import { exactNumber } from './exact-number.js';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** The text is not the JSON that was asked for. `where` says what and where, without quoting the text. */
export class JsonRefused extends Error {
  constructor(
    readonly where: string,
    /** Path of the field where that is what is wrong, else null: the text is no JSON at all. */
    readonly field: string | null = null,
  ) {
    super(where);
    this.name = 'JsonRefused';
  }
}

/** Elements of one array that are handed out one by one and not kept. */
interface ElementSink {
  /** Path of the array: `selection.ids`. */
  readonly path: string;
  readonly onElement: (value: JsonValue, index: number) => void;
}

export interface AssemblerOptions {
  readonly sink?: ElementSink;
  /** Most bytes outside of the sink's array, and of one token. */
  readonly maxKeptBytes: number;
}

/** Deeper is no request of ours. */
const MAX_DEPTH = 16;

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

interface Frame {
  readonly container: JsonValue[] | Record<string, JsonValue>;
  readonly isArray: boolean;
  readonly path: string;
  /** The sink, in the frame of its array. */
  readonly sink: ElementSink | null;
  expected: Expected;
  key: string;
  index: number;
}

/** NaN, which no JSON can say, for a number that a double cannot hold: the assembler knows which field it is. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    return exactNumber(text) ?? NaN;
  }
}

/**
 * Builds a JSON value from bytes as they come, in bounded memory: one array may be streamed out element by element,
 * and what is kept has a limit. Stricter than JSON.parse: a repeated key is refused, because two readers of the same
 * body could take different values from it; so is text that PostgreSQL cannot store (U+0000, lone surrogates), and a number
 * that cannot be held exactly.
 */
export class JsonAssembler {
  readonly #tokenizer = new ExactTokenizer();
  readonly #frames: Frame[] = [];
  #root: JsonValue | undefined;
  #isDone = false;
  #bytes = 0;
  #lastOffset = 0;
  #bytesInSink = 0;

  constructor(private readonly options: AssemblerOptions) {
    this.#tokenizer.onToken = ({ token, value, offset }) => this.#onToken(token, value, offset);
  }

  /** @throws JsonRefused */
  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#run(() => this.#tokenizer.write(chunk));
    const isInSink = this.#frames.at(-1)?.sink != null;
    const pending = this.#bytes - this.#lastOffset;
    const kept = this.#lastOffset - this.#bytesInSink + (isInSink ? 0 : pending);
    if (kept > this.options.maxKeptBytes || pending > this.options.maxKeptBytes + chunk.length) {
      throw new JsonRefused(`more than ${this.options.maxKeptBytes} bytes outside of the list of ids`, 'body');
    }
  }

  /** The value, or undefined for an empty text. @throws JsonRefused when it is not complete */
  end(): JsonValue | undefined {
    this.#run(() => this.#tokenizer.end());
    if (!this.#isDone && this.#bytes > 0) throw this.#unexpectedEnd();
    return this.#root;
  }

  /** A field of the outermost object that is complete already. */
  peek(key: string): JsonValue | undefined {
    const root = this.#frames[0]?.container ?? this.#root;
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return undefined;
    return Object.hasOwn(root, key) ? root[key] : undefined;
  }

  #run(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (isNotUtf8(error)) throw new JsonRefused(`not valid UTF-8 after byte ${this.#lastOffset}`);
      // Anything else is the sink's.
      if (!(error instanceof TokenizerError)) throw error;
      throw this.#bytes === 0
        ? this.#unexpectedEnd()
        : new JsonRefused(`not valid JSON after byte ${this.#lastOffset}`);
    }
  }

  #unexpectedEnd(): JsonRefused {
    return new JsonRefused(`the JSON is not complete after byte ${this.#bytes}`);
  }

  #onToken(token: TokenType, value: null | boolean | number | string, offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame?.sink) this.#bytesInSink += offset - this.#lastOffset;
    this.#lastOffset = offset;
    switch (token) {
      case TokenType.LEFT_BRACE:
      case TokenType.LEFT_BRACKET:
        return this.#open(token === TokenType.LEFT_BRACKET, frame);
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        return this.#close(token === TokenType.RIGHT_BRACKET, frame);
      case TokenType.COLON:
        if (frame?.expected !== 'colon') throw this.#unexpected();
        frame.expected = 'value';
        return;
      case TokenType.COMMA:
        if (frame?.expected !== 'comma or end') throw this.#unexpected();
        frame.expected = frame.isArray ? 'value' : 'key';
        return;
      case TokenType.STRING:
        if (frame?.expected === 'key' || frame?.expected === 'key or end') return this.#setKey(frame, value as string);
        return this.#add(value, frame);
      case TokenType.TRUE:
      case TokenType.FALSE:
      case TokenType.NULL:
      case TokenType.NUMBER:
      case TokenType.SEPARATOR: // never comes: no separator is set
        return this.#add(value, frame);
    }
  }

  #open(isArray: boolean, frame: Frame | undefined): void {
    this.#expectValue(frame);
    if (this.#frames.length >= MAX_DEPTH)
      throw new JsonRefused(`nested more than ${MAX_DEPTH} deep`, this.#pathHere(frame));
    const path = this.#pathHere(frame);
    const { sink = null } = this.options;
    this.#frames.push({
      container: isArray ? [] : {},
      isArray,
      path,
      sink: isArray && sink?.path === path ? sink : null,
      expected: isArray ? 'value or end' : 'key or end',
      key: '',
      index: 0,
    });
  }

  #close(isArray: boolean, frame: Frame | undefined): void {
    const mayEnd = frame?.isArray === isArray && frame.expected.endsWith('or end');
    if (!mayEnd) throw this.#unexpected();
    this.#frames.pop();
    const outer = this.#frames.at(-1);
    this.#put(frame.container, outer);
  }

  #setKey(frame: Frame, key: string): void {
    frame.key = key;
    this.#refuseUnstorable(key, frame);
    if (Object.hasOwn(frame.container, key)) throw new JsonRefused('given twice', this.#pathHere(frame));
    frame.expected = 'colon';
  }

  #add(value: null | boolean | number | string, frame: Frame | undefined): void {
    this.#expectValue(frame);
    if (typeof value === 'string') this.#refuseUnstorable(value, frame);
    if (Number.isNaN(value)) throw new JsonRefused('has more digits than can be read', this.#pathHere(frame) || 'body');
    this.#put(value, frame);
  }

  #put(value: JsonValue, frame: Frame | undefined): void {
    if (!frame) {
      this.#root = value;
      this.#isDone = true;
      return;
    }
    frame.expected = 'comma or end';
    if (frame.sink) frame.sink.onElement(value, frame.index++);
    else if (Array.isArray(frame.container)) frame.index = frame.container.push(value);
    // Not by assignment: the key may be `__proto__`.
    else
      Object.defineProperty(frame.container, frame.key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }

  #expectValue(frame: Frame | undefined): void {
    const isExpected = frame ? frame.expected.startsWith('value') : !this.#isDone;
    if (!isExpected) throw this.#unexpected();
  }

  #unexpected(): JsonRefused {
    return new JsonRefused(`not valid JSON at byte ${this.#lastOffset}`);
  }

  #refuseUnstorable(text: string, frame: Frame | undefined): void {
    if (!isStorable(text)) throw new JsonRefused('holds U+0000 or half a character', this.#pathHere(frame));
  }

  #pathHere(frame: Frame | undefined): string {
    if (!frame) return '';
    const step = frame.isArray ? String(frame.index) : frame.key;
    return frame.path === '' ? step : `${frame.path}.${step}`;
  }
}

/** Whether PostgreSQL can store the text: no U+0000, no lone surrogate. */
export function isStorable(text: string): boolean {
  return !/\0|\p{Surrogate}/u.test(text);
}

/** What the tokenizer lets through of Node's decoder, for a text whose bytes are none. */
function isNotUtf8(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}

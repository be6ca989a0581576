import { CsvError, parse } from 'csv-parse';
import type { ImportRow } from '../../operations/imports/lead-columns.js';

/** Of one row, or four times the longest cell where that is more. A quote that is never closed makes the rest of the file one cell. */
const MAX_ROW_BYTES = 1_048_576;
/** Of one row: a cell without a character costs memory too. */
const MAX_CELLS = 500;
const LINE_END = /\r\n|\n|\r/g;

/** The file cannot be read on. `where` says where and why, without quoting it. */
export class CsvRefused extends Error {
  constructor(
    readonly where: string,
    readonly isTooLarge = false,
  ) {
    super(where);
    this.name = 'CsvRefused';
  }
}

/**
 * Reads the rows of a CSV file out of its bytes as they come, in bounded memory. UTF-8, with or without a BOM; lines may end
 * with CRLF, LF or CR. How many cells a row has is for its reader to judge.
 */
export class CsvReader {
  readonly #parser;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #maxRowBytes: number;
  #bytes = 0;
  #bytesWithoutRow = 0;
  #line = 1;

  constructor(
    delimiter: string,
    private readonly maxCellCharacters: number,
  ) {
    this.#maxRowBytes = Math.max(MAX_ROW_BYTES, 4 * maxCellCharacters);
    this.#parser = parse({
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
    });
    // Thrown by whatever waits for the parser.
    this.#parser.on('error', () => undefined);
  }

  /** The rows that these bytes complete. @throws CsvRefused */
  async write(bytes: Buffer): Promise<ImportRow[]> {
    this.#assertText(bytes);
    const rows: ImportRow[] = [];
    const written = new Promise<void>((resolve, reject) => {
      this.#parser.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    // A row that is refused comes first. What the parser finds behind it is nobody's to wait for, and would end the process.
    written.catch(() => undefined);
    this.#take(rows);
    await written.catch((error: unknown) => this.#refuse(error));
    this.#take(rows);
    this.#assertRowEnds(rows.length > 0, bytes.length);
    return rows;
  }

  /** The last row, where no line end follows it. @throws CsvRefused */
  async end(): Promise<ImportRow[]> {
    this.#assertText();
    const rows: ImportRow[] = [];
    this.#parser.end();
    try {
      for await (const parsed of this.#parser) rows.push(this.#row(parsed as string[]));
    } catch (error) {
      this.#refuse(error);
    }
    return rows;
  }

  /** Frees what is held of a file that is not read to its end. */
  close(): void {
    this.#parser.destroy();
  }

  #take(rows: ImportRow[]): void {
    for (;;) {
      const parsed = this.#parser.read() as string[] | null;
      if (parsed === null) return;
      rows.push(this.#row(parsed));
    }
  }

  /** The parser counts lines as well, but CRLF in quotes as two. */
  #row(cells: string[]): ImportRow {
    const line = this.#line;
    this.#line += 1 + cells.reduce((sum, cell) => sum + (cell.match(LINE_END)?.length ?? 0), 0);
    if (cells.length > MAX_CELLS) throw new CsvRefused(`Line ${line} has more than ${MAX_CELLS} cells.`, true);
    if (cells.some((cell) => cell.length > this.maxCellCharacters)) {
      throw new CsvRefused(`Line ${line} has a cell of more than ${this.maxCellCharacters} characters.`, true);
    }
    return { line, cells };
  }

  /** The parser's own limit counts characters of cells alone: a row of nothing but delimiters has none. */
  #assertRowEnds(hasEnded: boolean, bytes: number): void {
    this.#bytesWithoutRow = hasEnded ? 0 : this.#bytesWithoutRow + bytes;
    if (this.#bytesWithoutRow <= this.#maxRowBytes) return;
    const where = `Line ${this.#line} begins a row of more than ${this.#maxRowBytes} bytes.`;
    throw new CsvRefused(`${where} Is a quote in it not closed?`, true);
  }

  /** The parser would put a replacement character for what is no UTF-8; PostgreSQL stores no U+0000. */
  #assertText(bytes?: Buffer): void {
    const where = `after byte ${this.#bytes}`;
    try {
      this.#decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new CsvRefused(`The file is not in UTF-8 ${where}. Please save it as "CSV UTF-8".`);
    }
    if (bytes?.includes(0)) throw new CsvRefused(`The file holds U+0000 ${where}: it is no text, or not in UTF-8.`);
    this.#bytes += bytes?.length ?? 0;
  }

  #refuse(error: unknown): never {
    if (!(error instanceof CsvError)) throw error;
    const where = `Line ${this.#line}`;
    throw new CsvRefused(
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? `${where}: a cell begins with a quote, and the quote is never closed.`
        : `${where}: a quote is in the middle of a cell. Write it twice, and the cell in quotes.`,
    );
  }
}

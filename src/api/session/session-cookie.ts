/** What a session's cookie holds. The business stands in it so that the session is looked up within that business. */
export interface SessionKey {
  readonly businessId: number;
  readonly id: string;
  readonly secret: string;
}

const MAX_INT32 = 2_147_483_647;
const VALUE = /^([1-9]\d{0,9})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;

/**
 * The cookie that keeps a browser logged in.
 *
 * `__Host-` binds it to this very host and to TLS: neither a sibling domain nor a page over plain HTTP can put one of
 * theirs in its place. Browsers take that prefix from secure pages only, so the local stack, on plain HTTP, has to do
 * without. Which of the two it is follows from the configuration, never from what a request says of itself.
 *
 * `SameSite=Strict` and not Lax: nothing but the console's own pages ever asks with it, and these are loaded without a
 * cookie. So a link from elsewhere loses nothing by it, and no request that another site begins is a request with it.
 */
export class SessionCookie {
  readonly name: string;
  readonly #attributes: string;

  constructor(isSecure: boolean) {
    this.name = `${isSecure ? '__Host-' : ''}bulkgate_session`;
    this.#attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  }

  set({ businessId, id, secret }: SessionKey, maxAgeSeconds: number): string {
    return `${this.name}=${businessId}.${id}.${secret}; Max-Age=${maxAgeSeconds}; ${this.#attributes}`;
  }

  clear(): string {
    return `${this.name}=; Max-Age=0; ${this.#attributes}`;
  }

  /**
   * By hand, because the parsers at hand take the first of two cookies of one name and say nothing. Two are a sign that
   * somebody has put theirs beside ours: which one is ours cannot be told, so neither counts.
   *
   * @param header the request's `Cookie` header
   * @returns undefined without this cookie; null for one that cannot be ours
   */
  read(header: string | undefined): SessionKey | null | undefined {
    const values = (header ?? '').split(';').flatMap((pair) => {
      const [name, ...value] = pair.split('=');
      return name!.trim() === this.name ? value.join('=').trim() : [];
    });
    if (values.length === 0) return undefined;
    const [, business, id, secret] = (values.length === 1 && VALUE.exec(values[0]!)) || [];
    const businessId = Number(business);
    return secret !== undefined && businessId <= MAX_INT32 ? { businessId, id: id!, secret } : null;
  }
}

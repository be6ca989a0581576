/** What a start is to touch, as the API takes it. Everything is asked for by `all`, never by leaving something out. */
export type StartSelection =
  { readonly ids: readonly number[] } | { readonly filter: Readonly<Record<string, unknown>> } | { readonly all: true };

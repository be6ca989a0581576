/** Path without the query, which may hold personal data. */
export function pathOf({ url = '' }: { readonly url?: string | undefined }): string {
  return url.split('?')[0]!;
}

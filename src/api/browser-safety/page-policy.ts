/** What a page of ours may do. Scripts are files of this origin; nothing comes from, or goes to, anywhere else. */
const PAGE = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'media-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
} as const;

/** The content security policy of a page. @param loosened directives in which it differs, each with its reason beside it */
export function pagePolicy(loosened: Partial<Record<keyof typeof PAGE, string>> = {}): string {
  return Object.entries({ ...PAGE, ...loosened })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

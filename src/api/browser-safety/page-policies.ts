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

/** The content security policies of our pages. */
export class PagePolicies {
  readonly console: string;
  readonly docs: string;

  /** @param bucketOrigin where players of recordings are sent to, which a page then has to be allowed; else undefined */
  constructor(bucketOrigin?: string) {
    const sources = bucketOrigin === undefined ? "'self'" : `'self' ${bucketOrigin}`;
    const playing = { 'media-src': sources, 'connect-src': sources };
    this.console = policyOf(playing);
    // Swagger UI styles itself with inline styles and shows its icons as data.
    this.docs = policyOf({ ...playing, 'style-src': "'self' 'unsafe-inline'", 'img-src': "'self' data:" });
  }
}

function policyOf(loosened: Partial<Record<keyof typeof PAGE, string>>): string {
  return Object.entries({ ...PAGE, ...loosened })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

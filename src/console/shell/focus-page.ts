/** Puts the focus on the heading of the page, or on the page while it has none: where somebody begins to read. */
export function focusPage(): void {
  const main = document.querySelector<HTMLElement>('main');
  (main?.querySelector<HTMLElement>('h1') ?? main)?.focus();
}

/** Whoever has not touched anything for so long may have left. */
const PRESENT_MS = 60_000;

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'click'] as const;

/** To load a page is a sign, too. */
let signAt = Date.now();
for (const sign of SIGNS) {
  document.addEventListener(sign, () => (signAt = Date.now()), { capture: true, passive: true });
}

/** Whether somebody is there, as far as this tab can tell. Otherwise what it reads, it reads by itself. */
export function isAttended(): boolean {
  return document.visibilityState === 'visible' && Date.now() - signAt < PRESENT_MS;
}

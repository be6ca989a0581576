const STORED_AS = 'bulkgate-keys';

/** Single keys can be turned off (WCAG 2.1.4): whoever speaks to the computer would press them by speaking. */
export function keysAreOn(): boolean {
  return localStorage.getItem(STORED_AS) !== 'off';
}

export function chooseKeys(isOn: boolean): void {
  localStorage.setItem(STORED_AS, isOn ? 'on' : 'off');
}

import { expect, test } from '@jest/globals';
import {
  dropRows,
  followFilter,
  isRowSelected,
  keepCarried,
  type LeadSelection,
  noSelection,
  selectAllThatMatch,
  startSelectionOf,
  strayRows,
  togglePage,
  toggleRow,
} from '../../src/console/leads/lead-selection.js';

const LOST = { status: 'lost' };
const PAGE = [11, 12, 13, 14, 15];
const NEXT_PAGE = [16, 17];

/** Clicks on rows of a page, one after the other; `'12+'` is a click on row 12 with Shift. */
function click(selection: LeadSelection, page: readonly number[], ...clicks: readonly (number | string)[]) {
  return clicks.reduce<LeadSelection>(
    (so, at) => toggleRow(so, { id: parseInt(String(at), 10), page, isRange: String(at).endsWith('+') }),
    selection,
  );
}

const ids = (selection: LeadSelection): number[] => [...selection.ids].sort((one, other) => one - other);

test.each([
  ['downwards', [12, '14+'], [12, 13, 14]],
  ['upwards', [14, '12+'], [12, 13, 14]],
  ['of one row', [13, 13, '13+'], [13]],
  ['on from the last row of a range before', [11, '12+', '15+'], [11, 12, 13, 14, 15]],
  ['that leaves out', [11, '15+', 12, '14+'], [11, 15]],
  ['that takes rows which were chosen before', [13, 11, '14+'], [11, 12, 13, 14]],
  ['from no row', ['13+'], [13]],
])('Shift draws a range %s', (_, clicks, chosen) => {
  expect(ids(click(noSelection(LOST), PAGE, ...clicks))).toEqual(chosen);
});

test('a range does not begin on a page that is not shown, nor at a row from before the page was toggled', () => {
  expect(ids(click(click(noSelection(LOST), PAGE, 12), NEXT_PAGE, '17+'))).toEqual([12, 17]);
  const toggled = togglePage(click(noSelection(LOST), PAGE, 12), PAGE);
  expect(ids(click(toggled, PAGE, '14+'))).toEqual([11, 12, 13, 15]);
});

test('rows stay chosen from page to page, and a page is toggled without the others', () => {
  const two = togglePage(click(noSelection(LOST), PAGE, 12), NEXT_PAGE);
  expect(ids(two)).toEqual([12, 16, 17]);
  const whole = togglePage(two, PAGE);
  expect(ids(whole)).toEqual([...PAGE, ...NEXT_PAGE]);
  expect(ids(togglePage(whole, PAGE))).toEqual(NEXT_PAGE);
});

test('all that match is the filter, not the rows that happen to be known', () => {
  const all = selectAllThatMatch(togglePage(noSelection({ ...LOST, importId: '7' }), PAGE));
  expect(startSelectionOf(all)).toEqual({ filter: { status: 'lost', importId: 7 } });
  expect(isRowSelected(all, 99)).toBe(true);
});

test('one row left out of all that match leaves the rows of the page, and the page left out leaves none', () => {
  const all = selectAllThatMatch(noSelection(LOST));
  expect(startSelectionOf(click(all, PAGE, 13))).toEqual({ ids: [11, 12, 14, 15] });
  expect(startSelectionOf(togglePage(all, PAGE))).toBeNull();
});

test('an empty filter never means everything', () => {
  expect(startSelectionOf(noSelection({}))).toBeNull();
  expect(startSelectionOf(selectAllThatMatch(noSelection({})))).toBeNull();
  expect(startSelectionOf(followFilter(selectAllThatMatch(noSelection(LOST)), {}))).toBeNull();
});

test('all that match ends with its filter, says so, and does not come back with it', () => {
  const changed = followFilter(selectAllThatMatch(noSelection(LOST)), { status: 'new' });
  expect(changed.wasAllThatMatch).toBe(true);
  expect(startSelectionOf(changed)).toBeNull();
  expect(startSelectionOf(followFilter(changed, LOST))).toBeNull();
  expect(click(changed, PAGE, 11).wasAllThatMatch).toBe(false);
});

test('rows stay chosen under a changed filter, which tells those it does not have by the answer of the server', () => {
  const changed = followFilter(click(noSelection(LOST), PAGE, 11, 12, 13), { text: 'ada' });
  expect(ids(changed)).toEqual([11, 12, 13]);
  const stray = strayRows(click(changed, [12, 21], 21), new Set([12]));
  expect(stray).toEqual([11, 13]);
  expect(ids(dropRows(changed, stray))).toEqual([12]);
  expect(strayRows(dropRows(changed, stray), new Set([12]))).toEqual([]);
});

test('what was said of rows under one filter is not said of them under the next', () => {
  const kept = keepCarried(followFilter(click(noSelection(LOST), PAGE, 11), { text: 'ada' }));
  expect(kept.isCarriedKept).toBe(true);
  expect(click(kept, PAGE, 12).isCarriedKept).toBe(true);
  expect(followFilter(kept, {}).isCarriedKept).toBe(false);
});

test('the same filter changes nothing', () => {
  const chosen = click(noSelection({ status: 'lost', text: 'a' }), PAGE, 11);
  expect(followFilter(chosen, { status: 'lost', text: 'a' })).toBe(chosen);
});

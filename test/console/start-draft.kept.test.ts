import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';

const stored = new Map<string, string>();
let isFull = false;
const storage = {
  getItem: (name: string) => stored.get(name) ?? null,
  removeItem: (name: string) => void stored.delete(name),
  setItem(name: string, value: string) {
    if (isFull) throw new Error('QuotaExceededError');
    stored.set(name, value);
  },
};
const before = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
Object.defineProperty(globalThis, 'sessionStorage', { value: storage, configurable: true });
afterAll(() => void (before && Object.defineProperty(globalThis, 'sessionStorage', before)));

/** The module as a page loads it: with nothing in its memory. */
async function load() {
  jest.resetModules();
  return import('../../src/console/start/start-draft.js');
}

const TYPE = 'delete_leads_bulk';
const LOST = { filter: { status: 'lost' } };
const OF_LOST = { owner: '1/dana', type: TYPE, selection: LOST, address: '/leads?status=lost' } as const;
const OF_ALL = { ...OF_LOST, selection: { all: true } } as const;
const TERMS = { options: {}, expectedTotal: 3 };

beforeEach(() => {
  stored.clear();
  isFull = false;
});

test('a reload keeps the draft and its key, and what was typed', async () => {
  const page = await load();
  const { id, key } = page.beginDraft(OF_LOST);
  page.changeDraft(id, { typedCount: '812' });
  const { readDraft } = await load();
  expect(readDraft()).toMatchObject({ id, key, typedCount: '812', selection: LOST, address: '/leads?status=lost' });
});

test('each opening has a key of its own, but for a start whose answer is lost', async () => {
  const { beginDraft, changeDraft } = await load();
  const first = beginDraft(OF_LOST);
  const second = beginDraft(OF_LOST);
  expect(second.key).not.toBe(first.key);
  changeDraft(second.id, { sent: TERMS });
  expect(beginDraft(OF_LOST)).toMatchObject({
    key: second.key,
    sent: TERMS,
  });
  expect(beginDraft(OF_ALL)).toMatchObject({ key: second.key, selection: LOST, sent: TERMS, isTakenUp: true });
  expect(beginDraft({ ...OF_LOST, owner: '1/noa' })).toMatchObject({ sent: null, isTakenUp: false });
});

test('a dialog that closes forgets its draft, but for a start whose answer is lost', async () => {
  const { beginDraft, changeDraft, closeDraft, readDraft } = await load();
  closeDraft(beginDraft(OF_LOST).id);
  expect(readDraft()).toBeNull();
  const { id } = beginDraft(OF_LOST);
  changeDraft(id, { sent: TERMS });
  closeDraft(id);
  expect((await load()).readDraft()).toMatchObject({ id, sent: TERMS });
});

test('a draft is there for its owner alone: nothing of it is left when another person comes', async () => {
  const { beginDraft, draftOwner, forgetDraftOfOthers, readDraft } = await load();
  beginDraft(OF_LOST);
  forgetDraftOfOthers(draftOwner({ businessId: 1, subject: 'dana' }));
  expect(readDraft()).not.toBeNull();
  forgetDraftOfOthers(draftOwner({ businessId: 2, subject: 'dana' }));
  expect([readDraft(), stored.size]).toEqual([null, 0]);
});

test('an answer that comes late changes no other draft', async () => {
  const { beginDraft, changeDraft, forgetDraft, readDraft } = await load();
  const first = beginDraft(OF_LOST);
  const second = beginDraft(OF_ALL);
  expect(changeDraft(first.id, { sent: null })).toBeUndefined();
  forgetDraft(first.id);
  expect(readDraft()).toEqual(second);
  forgetDraft(second.id);
  expect([readDraft(), stored.size]).toEqual([null, 0]);
});

test('more ids than the storage takes are kept for as long as the page is', async () => {
  const { beginDraft, readDraft } = await load();
  isFull = true;
  const draft = beginDraft({ ...OF_ALL, selection: { ids: [1, 2, 3] } });
  expect(readDraft()).toEqual(draft);
  expect((await load()).readDraft()).toBeNull();
});

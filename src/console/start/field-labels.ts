import type { TextId } from '../texts/locales.js';

/** Names of fields that this console knows, by their place in the body; others are called as their schema calls them. */
export const FIELD_LABELS: Readonly<Record<string, TextId>> = {
  'options.batchSize': 'speed.batch_size',
  'options.throttleMs': 'speed.throttle_ms',
  'options.parallelism': 'speed.parallelism',
  'options.canary': 'canary.label',
  'options.canary.recipients': 'canary.recipients',
  'options.canary.maxFailedPercent': 'canary.max_failed_percent',
  'options.canary.waitSeconds': 'canary.wait_seconds',
  'parameters.status': 'parameter.status',
  'parameters.owner': 'parameter.owner',
  'parameters.source': 'parameter.source',
  'parameters.template': 'parameter.template',
  'parameters.language': 'parameter.language',
  'parameters.placeholders': 'parameter.placeholders',
  'parameters.from': 'parameter.from',
  'parameters.twiml': 'parameter.twiml',
  'parameters.url': 'parameter.url',
  'parameters.hours': 'parameter.hours',
  'parameters.hours.from': 'parameter.hours_from',
  'parameters.hours.until': 'parameter.hours_until',
  'parameters.hours.days': 'parameter.hours_days',
  'parameters.perDay': 'parameter.per_day',
  'parameters.tags': 'parameter.tags',
  'parameters.tags.add': 'parameter.tags_add',
  'parameters.tags.remove': 'parameter.tags_remove',
};

/** What to type there, where the name does not say it. */
export const FIELD_HINTS: Readonly<Record<string, TextId>> = {
  'parameters.template': 'parameter.template_hint',
  'parameters.language': 'parameter.language_hint',
  'parameters.placeholders': 'parameter.placeholders_hint',
};

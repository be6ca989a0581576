import { z } from 'zod';
import { DEFAULT_POLICY, type Policy, policyFields, type PolicyDefaults } from '../operations/policy.js';
import { withRestores } from '../operations/restore-job.js';
import { SETTINGS_MODULES } from './config.js';
import type { Variable } from './variable.js';

/** The name of every variable that BulkGate reads. */
export const VARIABLE_NAMES: readonly string[] = SETTINGS_MODULES.flatMap(({ variables }) =>
  Object.values(variables).map(({ name }: Variable<unknown>) => name),
);

/** The tables of docs/configuration.md, in Markdown: one for each module. */
export function variableTables(): string {
  const modules = SETTINGS_MODULES.map(({ title, variables }) =>
    section(title, [
      ['variable', 'value', 'default', 'description'],
      ...Object.values(variables).map((variable: Variable<unknown>) => [
        code(variable.name),
        variable.form,
        variable.isRequired ? 'required' : defaultText(variable.fallback),
        variable.description,
      ]),
    ]),
  );
  return modules.join('\n');
}

/** The tables of the policies: their fields, and what the definitions change of the defaults. */
export function policyTables(definitions: PolicyDefaults): string {
  return [fieldTable(), typeTable(withRestores(definitions))].join('\n');
}

function fieldTable(): string {
  const { properties = {} } = z.toJSONSchema(policyFields);
  const rows = Object.entries(properties).map(([name, schema]) => {
    if (typeof schema === 'boolean') throw new Error(`${name} has no schema`);
    const { description = '', anyOf = [schema] } = schema;
    return [code(name), anyOf.map(valueText).join(' or '), String(DEFAULT_POLICY[name as keyof Policy]), description];
  });
  return section('The fields of a policy', [['field', 'value', 'default', 'description'], ...rows]);
}

function valueText(schema: z.core.JSONSchema._JSONSchema): string {
  const { minimum, maximum, const: word } = schema === true || schema === false ? {} : schema;
  return word === undefined ? `${minimum} to ${maximum}` : code(JSON.stringify(word));
}

function typeTable(definitions: PolicyDefaults): string {
  const rows = [...definitions].map(([type, { policy }]) => {
    const own = Object.entries(policy).filter(([name, value]) => value !== DEFAULT_POLICY[name as keyof Policy]);
    return [code(type), own.map(([name, value]) => code(`${name} ${value}`)).join(', ') || '–'];
  });
  return section('Operation types with other defaults', [['operation type', 'its own defaults'], ...rows]);
}

function section(title: string, [head = [], ...rows]: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  return `### ${title}\n\n${lines.join('')}`;
}

function defaultText(fallback: unknown): string {
  if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) return '–';
  if (Array.isArray(fallback)) return code(fallback.join(','));
  return code(typeof fallback === 'string' ? fallback : JSON.stringify(fallback));
}

function code(text: string): string {
  return `\`${text}\``;
}

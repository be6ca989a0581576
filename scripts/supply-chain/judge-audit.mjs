/**
 * What the answer of `npm audit --json` means. A registry that offers no audit is told apart from one that found nothing:
 * a check that was not made must not look like one that passed.
 *
 * @param {string} output of npm, its warnings included
 * @returns {{ verdict: 'good' | 'bad' | 'could not be asked', text: string }}
 */
export function judgeAudit(output) {
  const found = readReport(output);
  if (found === null) {
    return {
      verdict: 'could not be asked',
      text: 'SKIPPED  audit: the registry could not be asked; nothing is known of faults in dependencies.',
    };
  }
  const { high, critical, moderate, low } = found;
  const text = `${critical} critical, ${high} high, ${moderate} moderate, ${low} low`;
  return high + critical > 0
    ? { verdict: 'bad', text: `FAILED  audit: ${text}. Run npm audit --omit=dev to see which.` }
    : { verdict: 'good', text: `ok      audit: ${text}` };
}

/**
 * @param {string} output
 * @returns {{ high: number, critical: number, moderate: number, low: number } | null}
 */
function readReport(output) {
  const json = /^\{[^]*^\}/m.exec(output)?.[0] ?? '';
  try {
    const found = JSON.parse(json).metadata?.vulnerabilities;
    return Number.isSafeInteger(found?.high) && Number.isSafeInteger(found?.critical) ? found : null;
  } catch {
    return null;
  }
}

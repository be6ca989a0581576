import type { Given, ValuesOf, Variables } from './variable.js';

/** The programs with rules of their own for the environment. Commands (`migrate`, `gate`, `keys`) have none. */
export type Program = 'api' | 'worker' | 'codec-server';

interface Circumstances {
  readonly program: Program | undefined;
  /** Settings that serve only the local stack are refused. */
  readonly isProduction: boolean;
}

/** The settings of one module: its variables, how they become settings, and which of them do not fit together. */
export interface SettingsModule<V extends Variables, Settings> {
  /** Heading in docs/configuration.md. */
  readonly title: string;
  readonly variables: V;
  readonly settings: (values: ValuesOf<V>) => Settings;
  /**
   * Faults that no single variable shows. Looks at the texts, so that these faults are reported together with those of
   * the single variables.
   */
  readonly faults?: (given: Given, circumstances: Circumstances) => string[];
}

export type SettingsOf<M> = M extends { readonly settings: (values: never) => infer Settings } ? Settings : never;

/** Only for the compiler, which infers the settings from the variables. */
export const settingsModule = <V extends Variables, Settings>(
  module: SettingsModule<V, Settings>,
): SettingsModule<V, Settings> => module;

import prettier from 'eslint-config-prettier';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'dist-test/', '.local*/', 'node_modules/', 'packages/client/api-types.d.ts'] },
  ...tseslint.configs.recommendedTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  prettier,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { regexp },
    rules: {
      // One of these never ended on a bundle of 2 MB, and another one read what people upload.
      'regexp/no-super-linear-backtracking': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Rows of raw SQL and JSON of other processes are typed where they are read; `!` states what the query guarantees.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Numbers and booleans in texts for people are meant as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `||` on an empty string is often what is wanted (an empty variable means "not set").
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
    },
  },
  {
    // Nest's injector needs the class at run time; `import type` on an injected class compiles and breaks there.
    files: ['src/api/**', 'src/http/**'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    // These put style elements into the page, which its policy forbids (docs/architecture.md, "The console").
    files: ['src/console/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: '@mantine/core', importNames: ['AppShell', 'Flex', 'Grid', 'SimpleGrid'] }] },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    ...tseslint.configs.disableTypeChecked,
  },
);

// The lint rules: strict typed TypeScript, size limits, and the bans that keep the pure rooms
// deterministic. The lists of what is banned, with the reasons, are in tools/lint-bans.mjs.
import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'
import { restrictedGlobals, restrictedProperties, restrictedSyntax, PURE_ROOMS } from './tools/lint-bans.mjs'

const SOURCE = ['src/**/*.ts', 'src/**/*.svelte']
const TYPED = [...SOURCE, 'tests/**/*.ts']
const PURE = PURE_ROOMS.map((room) => `src/lib/${room}/**/*.ts`)
const maxLines = (max) => ['error', { max, skipBlankLines: false, skipComments: false }]
const maxFunction = ['error', { max: 50, skipBlankLines: true, skipComments: true }]

const strictness = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-unnecessary-condition': [
    'error',
    { allowConstantLoopConditions: 'only-allowed-literals' },
  ],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
  ],
  // The rule does not know branded numbers and bigints for what they are.
  '@typescript-eslint/no-unsafe-unary-minus': 'off',
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
}

const general = {
  eqeqeq: 'error',
  'no-eval': 'error',
  'no-new-func': 'error',
  'no-script-url': 'error',
  'no-empty': ['error', { allowEmptyCatch: false }],
  'max-depth': ['error', 4],
}

export default defineConfig(
  {
    ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', '.cache/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { files: TYPED, extends: [ts.configs.strictTypeChecked] },
  svelte.configs.recommended,
  {
    files: TYPED,
    languageOptions: {
      globals: { ...globals.browser, ...globals.worker },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
    },
    // The compiler knows every name, types included; this rule does not.
    rules: { ...strictness, ...general, 'no-undef': 'off' },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: { 'svelte/no-at-html-tags': 'error', 'svelte/require-each-key': 'error' },
  },
  {
    files: SOURCE,
    rules: {
      'max-lines': maxLines(400),
      'max-lines-per-function': maxFunction,
      'no-restricted-globals': restrictedGlobals('anywhere'),
      'no-restricted-properties': restrictedProperties('anywhere'),
      'no-restricted-syntax': restrictedSyntax({ room: 'anywhere' }),
    },
  },
  { files: ['src/**/*.svelte'], rules: { 'max-lines': maxLines(200) } },
  {
    // What a worker offers answers over a port: asynchronous by nature, even where it has nothing to wait for.
    files: ['src/workers/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  {
    files: ['src/lib/core/**/*.ts'],
    rules: { 'no-restricted-syntax': restrictedSyntax({ room: 'core' }) },
  },
  {
    files: PURE,
    rules: {
      'no-restricted-globals': restrictedGlobals('pure'),
      'no-restricted-properties': restrictedProperties('pure'),
    },
  },
  {
    files: PURE,
    ignores: ['src/lib/core/**'],
    rules: { 'no-restricted-syntax': restrictedSyntax({ room: 'pure' }) },
  },
  {
    // Tests may take short cuts with types that shipped code may not.
    files: ['tests/**/*.ts'],
    languageOptions: { globals: { ...globals.node } },
    rules: {
      'max-lines': maxLines(400),
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // fixtures may be loops over inputs that only the author knows to be there
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    // Tools and configuration are plain Node.
    files: ['tools/**/*.mjs', 'tests/bench/peers/*.{mjs,cjs}', '*.config.js', '*.config.ts'],
    languageOptions: { globals: { ...globals.node } },
    rules: { ...general, 'max-lines': maxLines(400) },
  },
  { files: ['*.config.ts'], extends: [ts.configs.recommended], rules: { 'no-undef': 'off' } },
)

// What shipped code may not use, and why. Kept apart from eslint.config.js so that each list can
// be read on its own and so that the reasons reach the person who trips over a rule.

/** Rooms that must fold the same inputs to the same result, in every engine, for ever. */
export const PURE_ROOMS = ['core', 'stats', 'market', 'accounts', 'engine', 'analytics', 'match']

const CLOCK = 'Time is an argument here: take it from the event or a clock port.'
const CHANCE = 'Chance is an argument here: take a seeded generator.'
const TIMER = 'Pure rooms do not wait: the scheduler is a port.'
const RIM = 'Pure rooms do not touch the outside world: take a port.'
const MATH =
  'Its last digits differ between engines, so replays would too: use the deterministic functions of src/lib/stats.'
const FLOAT = 'Money and prices never pass through parseFloat: parse them as exact decimals.'
const LOCALE = 'The result depends on the machine and its locale, so replays would differ.'
const HTML = 'Markup is never built from strings: it defeats Trusted Types. Use a component.'

const INEXACT_MATH = [
  ...['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'cbrt', 'hypot'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'],
  ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
]
const TIMERS = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'],
  ...['requestAnimationFrame', 'requestIdleCallback', 'queueMicrotask'],
]
const OUTSIDE = [
  ...['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'Worker', 'MessageChannel'],
  ...['BroadcastChannel', 'console', 'localStorage', 'sessionStorage', 'indexedDB', 'caches'],
  ...['navigator', 'document', 'window', 'self', 'location', 'process', 'postMessage'],
]

const named = (names, message) => names.map((name) => ({ name, message }))
const mathBan = (property) => ({ object: 'Math', property, message: MATH })

const GLOBALS = {
  anywhere: named(['parseFloat'], FLOAT),
  pure: [
    ...named(['parseFloat'], FLOAT),
    ...named(['performance'], CLOCK),
    ...named(['crypto'], CHANCE),
    ...named(TIMERS, TIMER),
    ...named(OUTSIDE, RIM),
    ...named(['Intl'], LOCALE),
  ],
}

const PROPERTIES = {
  anywhere: [{ object: 'Number', property: 'parseFloat', message: FLOAT }],
  pure: [
    { object: 'Number', property: 'parseFloat', message: FLOAT },
    { object: 'Date', property: 'now', message: CLOCK },
    { object: 'Math', property: 'random', message: CHANCE },
    ...INEXACT_MATH.map(mathBan),
    ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare'].map((property) => ({
      property,
      message: LOCALE,
    })),
  ],
}

const HTML_SINKS = '/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/'
const EVERYWHERE = [
  { selector: `MemberExpression[property.name=${HTML_SINKS}]`, message: HTML },
  {
    selector: "CallExpression[callee.property.name='write'][callee.object.name='document']",
    message: HTML,
  },
  {
    selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword.typeAnnotation',
    message: 'A double cast says the types are wrong: parse or narrow instead.',
  },
]
const PRODUCT_CAST = [
  {
    selector: ":matches(TSAsExpression, TSTypeAssertion) > TSTypeReference > Identifier[name='ProductId']",
    message: 'A ProductId is made only by ProductId.parse.',
  },
]
const WALL_CLOCK = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK },
  { selector: "CallExpression[callee.name='Date']", message: CLOCK },
]
const POWER = [
  {
    selector: ":matches(BinaryExpression[operator='**'], AssignmentExpression[operator='**='])",
    message: MATH,
  },
]

const SYNTAX = {
  anywhere: [...EVERYWHERE, ...PRODUCT_CAST],
  core: [...EVERYWHERE, ...WALL_CLOCK],
  pure: [...EVERYWHERE, ...PRODUCT_CAST, ...WALL_CLOCK, ...POWER],
}

/** @param {'anywhere' | 'pure'} where */
export const restrictedGlobals = (where) => ['error', { globals: GLOBALS[where], checkGlobalObject: true }]

/** @param {'anywhere' | 'pure'} where */
export const restrictedProperties = (where) => ['error', ...PROPERTIES[where]]

/** @param {{ room: 'anywhere' | 'core' | 'pure' }} where core alone may use `**`, for bigints. */
export const restrictedSyntax = ({ room }) => ['error', ...SYNTAX[room]]

/** The lint rule `house/arrows`: imports point from the outside to the pure inside, never back. The table is the rule. */
import { isBuiltin } from 'node:module';
import path from 'node:path';

const drivers = ['mssql', 'node-powershell'];
/** A part may import `folders` (and itself), only types of `types`, and packages unless `packages` or `never` say less. */
const parts = {
  domain: {
    folders: [],
    types: [],
    // The second only counts: no state, no input but its arguments.
    packages: ['zod', 'fastest-levenshtein'],
    because: 'domain is pure: it knows itself, zod and fastest-levenshtein',
  },
  workflows: {
    folders: ['domain'],
    types: ['activities'],
    packages: ['@temporalio/workflow', '@temporalio/common', 'zod'],
    because: 'workflows are deterministic: they know domain, the types of activities and the workflow API',
  },
  activities: { folders: ['domain'], types: [], never: ['@temporalio/workflow'], because: 'activities know domain' },
  workers: {
    folders: ['workflows', 'activities', 'domain'],
    types: [],
    because: 'workers know workflows, activities and domain, never the lab',
  },
  cli: {
    folders: ['workers', 'workflows', 'activities', 'domain'],
    types: [],
    because: 'the command line knows the product, never the lab',
  },
  scripts: {
    folders: ['cli', 'workers', 'workflows', 'activities', 'domain'],
    types: [],
    because: 'scripts know the product, never the lab',
  },
  lab: {
    folders: ['scripts', 'cli', 'workers', 'workflows', 'activities', 'domain'],
    types: [],
    because: 'the lab knows the product, not the tests of it',
  },
};

/** Where a database or shell driver may be imported; everyone else asks an adapter. */
const driverHomes = [
  { folder: 'activities/adapters/', drivers },
  { folder: 'lab/chat/', drivers: ['mssql'] },
];

/** The sentence that forbids the import, or `undefined`. Paths are relative to the project, with forward slashes. */
export function refusalOf({ from, specifier, typeOnly }) {
  const part = parts[from.split('/')[0]];
  if (!part) return undefined;
  return specifier.startsWith('.')
    ? refusalOfFile(part, from, specifier, typeOnly)
    : refusalOfPackage(part, from, specifier);
}

function refusalOfFile(part, from, specifier, typeOnly) {
  const target = path.posix.join(path.posix.dirname(from), specifier).split('/')[0];
  if (target === from.split('/')[0] || part.folders.includes(target)) return undefined;
  if (!part.types.includes(target)) return `"${specifier}" points the wrong way: ${part.because}.`;
  return typeOnly ? undefined : `Import only types from "${specifier}": ${part.because}.`;
}

function refusalOfPackage(part, from, specifier) {
  const name = isBuiltin(specifier) ? specifier : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (drivers.includes(name)) {
    const isHome = driverHomes.some((home) => from.startsWith(home.folder) && home.drivers.includes(name));
    return isHome
      ? undefined
      : `Only ${driverHomes.map(({ folder }) => folder).join(' and ')} may import a driver such as "${name}".`;
  }
  const allowed = part.packages?.includes(name) ?? !part.never?.includes(name);
  return allowed ? undefined : `"${specifier}" may not be imported here: ${part.because}.`;
}

const importsTypesOnly = (node) =>
  node.type === 'TSImportType' ||
  (node.importKind ?? node.exportKind) === 'type' ||
  (node.specifiers?.length > 0 &&
    node.specifiers.every((specifier) => (specifier.importKind ?? specifier.exportKind) === 'type'));

const rule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (node, source) => {
      if (typeof source?.value !== 'string') return;
      const message = refusalOf({ from, specifier: source.value, typeOnly: importsTypesOnly(node) });
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
      TSExternalModuleReference: (node) => check(node, node.expression),
      'CallExpression[callee.name="require"]': (node) => check(node, node.arguments[0]),
    };
  },
};

export const house = { rules: { arrows: rule } };

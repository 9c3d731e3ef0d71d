/** Imports, those of types included, point from the outside to the pure inside, never back and never in a circle. The tables are the rules. */

/** What a folder may import beside itself; `packages` names all that it may use, Node's own modules among them. */
const arrows = {
  domain: {
    folders: [],
    // The second only counts: no state, no input but its arguments.
    packages: ['zod', 'fastest-levenshtein'],
    because: 'domain is pure: it knows itself, zod and fastest-levenshtein.',
  },
  procedures: {
    folders: ['domain'],
    packages: ['zod'],
    because: 'A procedure is a value made of values: procedures know domain and zod, no clock, log or SDK.',
  },
  workflows: {
    folders: ['procedures', 'domain'],
    types: ['activities'],
    packages: ['@temporalio/workflow', '@temporalio/common', 'zod'],
    because: 'workflows are deterministic: they know procedures, domain, the types of activities and the workflow API.',
  },
  activities: {
    folders: ['procedures', 'domain'],
    never: ['@temporalio/workflow'],
    because: 'activities know procedures and domain.',
  },
  workers: {
    folders: ['workflows', 'activities', 'procedures', 'domain'],
    because: 'workers know the product, never the command line or the lab.',
  },
  cli: {
    folders: ['workers', 'workflows', 'activities', 'procedures', 'domain'],
    because: 'The command line knows the product, never the lab.',
  },
  scripts: {
    folders: ['cli', 'workers', 'workflows', 'activities', 'procedures', 'domain'],
    because: 'scripts know the product, never the lab.',
  },
  lab: {
    folders: ['scripts', 'cli', 'workers', 'workflows', 'activities', 'procedures', 'domain'],
    because: 'The lab knows the product, not the tests of it.',
  },
};

/** Where a database or shell driver may be imported; everyone else asks an adapter. */
const driverHomes = {
  mssql: ['activities/adapters', 'lab/chat'],
  'node-powershell': ['activities/adapters'],
};

/**
 * Circles of types that the lab still has: an instance of SQL Server and its parts, a statement and its parts, the lab and
 * its control, the demo and its view know each other. To be removed; until then nothing else may join in.
 */
const circlesOfTheLab = [
  '^lab/(control|demo|faults|sql-server/engine|sql-server/model)/',
  '^lab/(lab|estate/estate-model)\\.ts$',
];

const inFolders = (folders) => `^(${folders.join('|')})/`;
const inPackages = (packages) => `(^|/)node_modules/(@types/)?(${packages.join('|')})/`;
const anyPackage = '(^|/)node_modules/';

const rules = Object.entries(arrows).flatMap(([folder, { folders, types = [], packages, never, because }]) => {
  const from = { path: inFolders([folder]) };
  const known = [inFolders([folder, ...folders, ...types])];
  const severity = 'error';
  return [
    {
      name: `arrows-of-${folder}`,
      comment: because,
      severity,
      from,
      to: packages
        ? { pathNot: [...known, inPackages(packages)] }
        : { pathNot: [...known, anyPackage], dependencyTypesNot: ['core'] },
    },
    types.length > 0 && {
      name: `types-for-${folder}`,
      comment: `Import only types from there: ${because}`,
      severity,
      from,
      to: { path: inFolders(types), dependencyTypesNot: ['type-only'] },
    },
    never && { name: `never-in-${folder}`, comment: because, severity, from, to: { path: inPackages(never) } },
  ].filter(Boolean);
});

const drivers = Object.entries(driverHomes).map(([driver, homes]) => ({
  name: `driver-${driver}`,
  comment: `Only ${homes.join(' and ')} may import the driver ${driver}; everyone else asks an adapter.`,
  severity: 'error',
  from: { path: inFolders(Object.keys(arrows)), pathNot: inFolders(homes) },
  to: { path: inPackages([driver]) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rules,
    ...drivers,
    {
      name: 'circle',
      comment: 'What needs each other is one thing, or hides a third that both need.',
      severity: 'error',
      from: { path: inFolders(Object.keys(arrows)), pathNot: circlesOfTheLab },
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: [anyPackage, '^(\\.cache|dist[^/]*)/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};

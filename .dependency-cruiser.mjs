/** Imports, those of types included, point from the outside to the pure inside, never back and never in a circle. The tables are the rules. */

const product = ['scripts', 'cli', 'workers', 'workflows', 'activities', 'procedures', 'domain'];
const testsOnTheLab = ['test/on-lab', 'test/scenarios'];

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
  'lab/estate': {
    folders: [],
    because: 'The estate is the judge: it borrows nothing of the product, not even the ruler of an LSN.',
  },
  'lab/rig': {
    folders: ['lab/estate', ...product],
    because: 'The rig puts the product on the estate: it knows both, not the tests of either.',
  },
  'lab/bench': {
    folders: ['lab/rig', 'lab/estate', ...product],
    because: 'The bench measures the product on the lab.',
  },
  'lab/test': {
    folders: ['lab/bench', 'lab/rig', 'lab/estate', 'test/support', ...product],
    because: "The lab's tests know the lab, the product and what all tests share.",
  },
  test: {
    folders: product,
    except: testsOnTheLab,
    because: "The product's own tests run without the lab; what needs it stands in test/on-lab or test/scenarios.",
  },
};

/** Where a database or shell driver may be imported; everyone else asks an adapter. */
const driverHomes = {
  mssql: ['activities/adapters', 'lab/estate/chat'],
  'node-powershell': ['activities/adapters'],
};

/**
 * The one recursion: the lab's compiler of queries. An expression holds conditions and subqueries, a query is made of
 * SELECTs, a SELECT of expressions and of sources, and a source may be a query again. The language is so; a compiler that
 * does not follow it would need a mediator that knows all five. A circle with any other file in it is found at that file.
 */
const recursion = ['compile-expression', 'compile-condition', 'query', 'select', 'from'].map(
  (file) => `^lab/estate/sql-server/engine/${file}\\.ts$`,
);

const inFolders = (folders) => `^(${folders.join('|')})/`;
const inPackages = (packages) => `(^|/)node_modules/(@types/)?(${packages.join('|')})/`;
const anyPackage = '(^|/)node_modules/';

const rules = Object.entries(arrows).flatMap(
  ([folder, { folders, types = [], packages, never, except = [], because }]) => {
    const from = { path: inFolders([folder]), ...(except.length > 0 && { pathNot: inFolders(except) }) };
    const known = [inFolders([folder, ...folders, ...types])];
    const severity = 'error';
    return [
      {
        name: `arrows-of-${folder.replace('/', '-')}`,
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
  },
);

/** Tests and benches speak to a server as any client would. */
const withDrivers = [...product, 'lab/estate', 'lab/rig'];

const drivers = Object.entries(driverHomes).map(([driver, homes]) => ({
  name: `driver-${driver}`,
  comment: `Only ${homes.join(' and ')} may import the driver ${driver}; everyone else asks an adapter.`,
  severity: 'error',
  from: { path: inFolders(withDrivers), pathNot: inFolders(homes) },
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
      from: { path: inFolders(Object.keys(arrows)), pathNot: recursion },
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

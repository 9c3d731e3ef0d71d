import { readFileSync } from 'node:fs';
import { phases } from '../../domain/run/phase';
import { procedures } from '../../procedures/registry';
import { proceduresFile, withGeneratedParts } from '../../scripts/dev/procedures-doc';

const document = readFileSync(proceduresFile, 'utf8');
const steps = Object.values(procedures).flatMap(({ name: procedure, steps: rows }) =>
  Object.entries(rows).map(([id, row]) => ({ procedure, id, ...row })),
);
const sectionOf = ({ procedure, title }: { procedure: string; title: string }): string =>
  document
    .split(/^### /m)
    .find((section) => section.startsWith(procedure) && section.split('\n')[0]?.endsWith(`: ${title}`) === true) ?? '';

describe('docs/procedures.md', () => {
  it('contains exactly what the runbooks, their tables, the phases and the plan say today (else: npm run procedures)', () => {
    expect(withGeneratedParts(document)).toBe(document);
  });

  it.each(steps)('gives $procedure step $id its section with runbook line and undo', (step) => {
    const section = sectionOf(step);
    expect(section).toContain(`Id: \`${step.id}\``);
    expect(section).toContain(`- Runbook: ${step.runbook}`);
    expect(section).toContain(`- Undo: ${step.undo ?? 'none: the run is past the point of no return'}`);
    expect(section).toMatch(/^- Evidence: \S.{20,}$/m);
  });

  it.each(Object.entries(phases))(
    'says of the phase "%s" what the run does and which updates it takes',
    (phase, { takes }) => {
      const row = document.split('\n').find((line) => line.startsWith(`| ${phase} `)) ?? '';
      expect([...row.matchAll(/`(\w+)`/g)].map(([, update]) => update)).toEqual([...takes]);
    },
  );

  it('shows the point of no return of each procedure', () => {
    expect(document.match(/^\| +\| \*\*point of no return\*\*/gm)).toHaveLength(Object.keys(procedures).length);
  });

  it('refuses a document that has lost the place of a part', () => {
    expect(() => withGeneratedParts(document.replace('<!-- end: phases -->', ''))).toThrow(
      'no place for the part "phases"',
    );
  });
});

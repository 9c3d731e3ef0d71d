import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { procedureNames } from '../../procedures/registry';

const root = path.join(__dirname, '../..');
/** What `import` and `require` name in a bundled or written text. */
const imports = /(?:from|require\()\s*["'](node:[\w/]+|fs|path|os|crypto|child_process)["']/g;

describe('the workflow code', () => {
  it('is bundled for the sandbox, without anything of Node', async () => {
    const warnings: string[] = [];
    const { code } = await bundleWorkflowCode({
      workflowsPath: path.join(root, 'workflows/index.ts'),
      logger: new DefaultLogger('WARN', ({ message }) => void warnings.push(message)),
    });
    expect(warnings).toEqual([]);
    expect([...code.matchAll(imports)].map(([, name]) => name)).toEqual([]);
    expect(code).toContain('async function procedure(');
  }, 120_000);

  it('is named in docs/procedures.md by every workflow type that the registry has', () => {
    const text = readFileSync(path.join(root, 'docs/procedures.md'), 'utf8');
    const named = [...text.matchAll(/workflow type `(\w+)`/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(procedureNames));
  });
});

/** The product as JavaScript, for worker processes that start often: a loader of TypeScript is most of what a start costs. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformFileSync, type Options } from '@swc/core';

const project = path.resolve(__dirname, '../../..');
const compiled = ['workers', 'activities', 'workflows', 'procedures', 'domain'];
/** What they read, and the packages. */
const linked = ['scripts', 'node_modules'];
const asForNode: Options = {
  swcrc: false,
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
};

export function writePrograms(folder: string): void {
  mkdirSync(folder);
  for (const name of linked) symlinkSync(path.join(project, name), path.join(folder, name), 'dir');
  for (const part of compiled)
    for (const file of readdirSync(path.join(project, part), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const target = path.join(folder, part, file.replace(/\.ts$/, '.js'));
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, transformFileSync(path.join(project, part, file), asForNode).code);
    }
}

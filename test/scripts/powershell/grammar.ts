/** Parses PowerShell with a grammar, and says what Windows PowerShell 3.0 would not accept. */
import { readFile } from 'node:fs/promises';
import { Language, Parser, type Node } from 'web-tree-sitter';

let parser: Promise<Parser> | undefined;

async function create(): Promise<Parser> {
  await Parser.init();
  const wasm = await readFile(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));
  const created = new Parser();
  created.setLanguage(await Language.load(wasm));
  return created;
}

export async function parse(source: string): Promise<Node> {
  parser ??= create();
  const tree = (await parser).parse(source);
  if (tree === null) throw new Error('The parser gave no tree.');
  return tree.rootNode;
}

export const nodesOf = (node: Node): Node[] => [node, ...node.children.flatMap(nodesOf)];

interface Rule {
  readonly says: string;
  readonly holds: (node: Node) => boolean;
}

const newerThanPowerShell3: readonly Rule[] = [
  { says: 'is no valid PowerShell', holds: (node) => node.isError || node.isMissing },
  {
    says: 'calls ::new(), which came with version 5',
    holds: (node) => node.type === 'member_name' && /^new$/i.test(node.text) && node.previousSibling?.text === '::',
  },
  { says: 'defines a class, which came with version 5', holds: (node) => node.type === 'class_statement' },
  { says: 'defines an enumeration, which came with version 5', holds: (node) => node.type === 'enum_statement' },
  {
    says: 'uses a module or namespace, which came with version 5',
    holds: (node) => node.type === 'command_name' && /^using$/i.test(node.text),
  },
  {
    says: 'chains pipelines, which came with version 7',
    holds: (node) => ['&&', '||', 'pipeline_chain_tail'].includes(node.type),
  },
  {
    says: 'has a ternary operator, which came with version 7',
    holds: (node) => node.type === '?' || node.type.includes('ternary'),
  },
  {
    says: 'has a null operator, which came with version 7',
    holds: (node) => node.type.includes('null_coalesce') || ['??', '??=', '?.', '?['].includes(node.type),
  },
  {
    says: 'redirects the information stream, which came with version 5',
    holds: (node) =>
      /^(redirection|merging_redirection_operator|file_redirection_operator)$/.test(node.type) &&
      node.text.startsWith('6>'),
  },
];

/** One sentence for each place that Windows PowerShell 3.0 would refuse. */
export async function complaints(source: string): Promise<string[]> {
  const found: string[] = [];
  for (const node of nodesOf(await parse(source))) {
    const rule = newerThanPowerShell3.find(({ holds }) => holds(node));
    if (rule !== undefined)
      found.push(`line ${String(node.startPosition.row + 1)} ${rule.says}: ${node.text.slice(0, 60)}`);
  }
  return found;
}

/** Parses PowerShell with a grammar, and says what Windows PowerShell 3.0 would not accept. */
import { readFile } from 'node:fs/promises';
import { Language, Parser, type Node } from 'web-tree-sitter';
import { arrivals } from './newer-than-3';

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

/** One sentence for each place that Windows PowerShell 3.0 would refuse. */
export async function complaints(source: string): Promise<string[]> {
  const found: string[] = [];
  const nodes = nodesOf(await parse(source));
  for (const node of nodes) {
    const where = `line ${String(node.startPosition.row + 1)}`;
    const newer = arrivals.find(({ holds }) => holds(node));
    if (newer !== undefined) found.push(`${where} has ${newer.what}, which came with version ${newer.since}`);
    else if (node.isError || node.isMissing) found.push(`${where} is no valid PowerShell: ${node.text.slice(0, 60)}`);
  }
  return found;
}

/** Which call a person means who names one by a cmdlet, a procedure, or the first words of a statement. */
import type { EstateCall } from '../../estate/work';

/** Words without brackets, quotes and case; a schema in front of a name does not matter. */
const words = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[[\]"']/g, '')
    .split(/[\s,;]+/)
    .filter((word) => word !== '');

export function callNamed(name: string | RegExp): (call: EstateCall) => boolean {
  if (name instanceof RegExp) return ({ text }) => new RegExp(name.source, name.flags.replace(/[gy]/g, '')).test(text);
  const wanted = words(name);
  return ({ kind, text, act }) => {
    const { command, objects } = act;
    if (command.toUpperCase() === 'EXECUTE' && objects[0] === wanted[0]?.split('.').at(-1)) return wanted.length === 1;
    const given = kind === 'cmdlet' ? [command.toLowerCase()] : words(text);
    return wanted.length > 0 && wanted.every((word, index) => word === given[index]);
  };
}

/** A topology as far as it could be read: what has the wrong type is absent, so that the rest can still be judged. */
import type { Pool, Topology } from './pool';

export type Draft<Value> = Value extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Draft<NonNullable<Value[Key]>> | undefined }
    : Value;

export type TopologyDraft = Draft<Topology>;
export type PoolDraft = Draft<Pool>;

type Path = readonly PropertyKey[];

/** A copy of what the file holds, without the values at `faults`; their keys stay. */
export function draftOf(content: unknown, faults: readonly Path[]): TopologyDraft {
  if (typeof content !== 'object' || content === null) return {};
  const draft = structuredClone<object>(content);
  for (const fault of faults) remove(draft, fault);
  return draft;
}

function remove(from: object, path: Path): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const next: unknown = Reflect.get(from, key);
  if (rest.length > 0) {
    if (typeof next === 'object' && next !== null) remove(next, rest);
  } else if (Reflect.has(from, key)) {
    // Present without a value: a rule about absence keeps silent, and list items keep their places.
    Reflect.set(from, key, undefined);
  }
}

/** Which data centres stand, and which links between them are up. */
import type { DataCentreSide } from './pool';

export type Side = DataCentreSide | 'elsewhere';

/** `elsewhere` is the third location: the control plane and, in some topologies, the file server. */
export const links = ['primary-secondary', 'elsewhere-primary', 'elsewhere-secondary'] as const;
export type Link = (typeof links)[number];

export class Network {
  readonly #cut = new Set<Link>();
  readonly #lost = new Set<DataCentreSide>();

  reachable(from: Side, to: Side): boolean {
    if (this.isLost(from) || this.isLost(to)) return false;
    return from === to || !this.#cut.has(linkBetween(from, to));
  }

  isLost(side: Side): boolean {
    return side !== 'elsewhere' && this.#lost.has(side);
  }

  cutLink(link: Link): void {
    this.#cut.add(link);
  }

  mendLink(link: Link): void {
    this.#cut.delete(link);
  }

  lose(side: DataCentreSide): void {
    this.#lost.add(side);
  }

  stand(side: DataCentreSide): void {
    this.#lost.delete(side);
  }
}

const linkBetween = (one: Side, other: Side): Link => links.find((link) => link.includes(one) && link.includes(other))!;

/**
 * What a part of the model needs of the server that it stands in. Each part takes the ports that it uses and no more; the
 * instance is the one thing that has them all.
 */
export type { Catalogue } from './catalogue';
export type { Clock } from './clock';
export type { Mirroring, Server } from './mirroring';
export type { Service } from './service';
export type { Sessions } from './sessions';
export type { Storage } from './storage';

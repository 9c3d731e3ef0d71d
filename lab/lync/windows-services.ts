/**
 * The product's Windows services on each chat server. The names RTCCHAT and RTCCOMP are commonly used but stand in no
 * vendor document; they are data here.
 */
import { chatServersOf, sameName } from './central-store';
import type { Estate } from '../estate/contract';

export interface WindowsService {
  readonly name: string;
  readonly displayName: string;
  readonly roleName: readonly string[];
  status: 'Running' | 'Stopped';
}

export const chatServiceName = 'RTCCHAT';

const installedOn = (withCompliance: boolean): WindowsService[] => {
  const service = (name: string, displayName: string, ...roleName: string[]): WindowsService => ({
    name,
    displayName,
    roleName,
    status: 'Running',
  });
  return [
    service('REPLICA', 'Lync Server Replica Replicator Agent', 'ManagementServer'),
    service('RTCCLSAGT', 'Lync Server Centralized Logging Service Agent', 'ManagementServer'),
    service(chatServiceName, 'Lync Server Persistent Chat', 'PersistentChatServer'),
    ...(withCompliance ? [service('RTCCOMP', 'Lync Server Persistent Chat Compliance', 'PersistentChatServer')] : []),
  ];
};

export class WindowsServices {
  private readonly hosts: ReadonlyMap<string, readonly WindowsService[]>;

  constructor(private readonly estate: Estate) {
    const withCompliance = estate.pool.mgccomp !== undefined;
    this.hosts = new Map(chatServersOf(estate.pool).map((host) => [host, installedOn(withCompliance)]));
  }

  /** `undefined` for a computer that has no product services. */
  of(host: string): readonly WindowsService[] | undefined {
    return [...this.hosts].find(([name]) => sameName(name, host))?.[1];
  }

  chatServiceRuns(host: string): boolean {
    return this.of(host)?.some(({ name, status }) => name === chatServiceName && status === 'Running') ?? false;
  }

  /** Returns whether the service was in another state. */
  set(host: string, service: WindowsService, status: WindowsService['status']): boolean {
    if (service.status === status) return false;
    service.status = status;
    this.estate.changed(`${service.name} on ${host}: ${status}`);
    return true;
  }
}

/** Every workflow type that the orchestrator registers. */
export { failover } from './failover';
export { failback } from './failback';

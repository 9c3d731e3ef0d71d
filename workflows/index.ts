/** What the orchestrator registers: one workflow for every type, because a type is the name of a procedure. */
export { procedure as default } from './procedure';

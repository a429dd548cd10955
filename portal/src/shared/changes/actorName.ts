/** Actors of machines are `service:<name>` and `reconcile`. */
export function actorName(actor: string): string {
  if (actor === 'reconcile') return 'Reconcile';
  return actor.startsWith('service:') ? actor.slice('service:'.length) : actor;
}

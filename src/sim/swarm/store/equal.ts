// Whether two values of the store say the same: by structure, as reflect.DeepEqual and proto.Equal compare them.
// Source: swarmkit api/equality/equality.go (what is left out of the comparison of tasks and nodes).
// Absent and undefined members are the same; objects that are one object are not looked into.
import type { SwarmNode, Task } from '../objects.ts';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** True when two plain values have the same structure and contents. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isRecord(a) || !isRecord(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  for (const key in a) if (!equal(a[key], b[key])) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}

/** TasksEqualStable: apart from status and versions. */
export function sameAssignment(a: Task, b: Task): boolean {
  const { Status: _statusA, Version: _versionA, CreatedAt: _createdA, UpdatedAt: _updatedA, ...restA } = a;
  const { Status: _statusB, Version: _versionB, CreatedAt: _createdB, UpdatedAt: _updatedB, ...restB } = b;
  return equal(restA, restB);
}

/** nodesEqual of the agent: apart from status and versions. */
export function sameNode(a: SwarmNode, b: SwarmNode): boolean {
  const { Status: _statusA, Version: _versionA, CreatedAt: _createdA, UpdatedAt: _updatedA, ...restA } = a;
  const { Status: _statusB, Version: _versionB, CreatedAt: _createdB, UpdatedAt: _updatedB, ...restB } = b;
  return equal(restA, restB);
}

// What the manager's parts ask of raft about its members.
// Source: swarmkit manager/state/raft/raft.go (GetMemberlist, CanRemoveMember, RemoveMember).
// Not modelled: members by raft id.
import type { Blocking } from '../../des/task.ts';
import type { ManagerStatus } from '../objects.ts';

export interface RaftMembers {
  members(): readonly { readonly nodeId: string }[];
  /** What raft knows of a node; undefined when it is no member. */
  statusOf(nodeId: string): ManagerStatus | undefined;
  /** Whether the quorum would survive its removal. */
  canRemove(nodeId: string): boolean;
  /** Throws SwarmError when it does not work. */
  remove(nodeId: string): Blocking<void>;
}

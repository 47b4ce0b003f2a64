// Holds one session, gives it real time and speaks comlink with the page.
import * as Comlink from 'comlink';
import type { Answer, Found, LabFile } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import type { Scenario } from '../sim/scenario/format.ts';
import { type ThinFrame, thinner, type WireApi } from './wire.ts';

const session = new Session({
  now: () => performance.now(),
  schedule: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
});

/** Hop arrays change hands instead of being copied. */
function handOver(frame: ThinFrame): ThinFrame {
  return frame.hops === undefined ? frame : Comlink.transfer(frame, [frame.hops.buffer as ArrayBuffer]);
}

function handOverBytes(bytes: Uint8Array): Uint8Array {
  return Comlink.transfer(bytes, [bytes.buffer as ArrayBuffer]);
}

function handOverFound(found: Found): Found {
  return Comlink.transfer(found, [found.rows.buffer as ArrayBuffer]);
}

function handOverAnswer(answer: Answer<Uint8Array>): Answer<Uint8Array> {
  return answer.ok ? Comlink.transfer(answer, [answer.value.buffer as ArrayBuffer]) : answer;
}

const api: WireApi = {
  open: (lab: LabFile, scenario: Scenario | undefined, onFrame: (frame: ThinFrame) => void) => {
    const thin = thinner();
    session.open(lab, scenario, (frame) => onFrame(handOver(thin(frame))));
  },
  openTerminal: (tty, host, columns, rows) => session.openTerminal(tty, host, columns, rows),
  type: (tty, text) => session.type(tty, text),
  resize: (tty, columns, rows) => session.resize(tty, columns, rows),
  closeTerminal: (tty) => session.closeTerminal(tty),
  apply: (change) => session.apply(change),
  writeFile: (host, path, text) => session.writeFile(host, path, text),
  listDirectory: (host, path) => session.listDirectory(host, path),
  readFile: (host, path) => session.readFile(host, path),
  fileBytes: (host, path) => handOverAnswer(session.fileBytes(host, path)),
  examineFile: (host, path, text) => session.examineFile(host, path, text),
  setPacing: (pacing) => session.setPacing(pacing),
  step: (of, back) => session.step(of, back),
  seek: (time) => session.seek(time),
  travel: (to) => session.travel(to),
  compareBranch: (branch) => session.compareBranch(branch),
  editHistory: (edit) => session.editHistory(edit),
  predict: (act) => session.predict(act),
  inspect: (target) => session.inspect(target),
  record: (seq) => session.record(seq),
  records: (first, count, background) => session.records(first, count, background),
  closeUp: (host) => session.closeUp(host),
  runWords: (host, container) => session.runWords(host, container),
  processes: (host, container) => session.processes(host, container),
  setSketch: (sketch) => session.setSketch(sketch),
  find: (query, from, to) => handOverFound(session.find(query, from, to)),
  rows: (seqs) => session.rows(seqs),
  groupTitles: (group, seqs) => session.groupTitles(group, seqs),
  along: (query, seq, step) => session.along(query, seq, step),
  helpFilter: (text, cursor) => session.helpFilter(text, cursor),
  filtersFor: (seq) => session.filtersFor(seq),
  capture: (scope) => handOverBytes(session.capture(scope)),
  exportReality: () => session.exportReality(),
  save: () => session.save(),
  fingerprint: () => session.fingerprint(),
};

Comlink.expose(api);

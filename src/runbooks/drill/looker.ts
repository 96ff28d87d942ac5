import { Player } from './player.ts';
import { WorldPorts } from './ports.ts';
import type { FromWorld, Look } from './protocol.ts';
import { type ApiCall, callsMax } from './snapshot.ts';

/**
 * Computes a world as it was at a moment, with the same inputs. The next look at a later moment of the same run goes on from there: who
 * steps through a run pays for it once.
 */
export class Looker {
  #run: number | undefined;
  #player: Player | undefined;
  #ports: WorldPorts | undefined;
  #calls: readonly ApiCall[] = [];

  async look({ id, run, request, inputs, atUs }: Look): Promise<FromWorld> {
    const player = await this.#at(run, request, atUs);
    // Those that it has heard already are not said twice.
    const heard = player.run.journal.events.filter(({ kind }) => kind === 'input').length;
    player.goOnWith({ entries: inputs.slice(heard), unanswered: 'wait' });
    await player.advance(atUs);
    const ports = this.#ports!;
    this.#calls = [...this.#calls, ...ports.takeCalls()].slice(-callsMax);
    return { kind: 'seen', id, snapshot: ports.snapshot(), calls: this.#calls };
  }

  async #at(run: number, request: Look['request'], atUs: number): Promise<Player> {
    if (this.#player !== undefined && this.#run === run && this.#player.nowUs <= atUs) return this.#player;
    this.#calls = [];
    this.#run = run;
    this.#player = await Player.open({ ...request, inputs: { entries: [] } }, { entries: [], unanswered: 'wait' });
    this.#ports = new WorldPorts(this.#player.run);
    return this.#player;
  }
}

/** What the storage needs to know of everybody's volumes and snapshots, and what becomes of them there. */
import { rootVolume, settleDisk } from '../block-devices.ts';
import type { EbsParts } from '../ebs/index.ts';
import type { SnapshotRecord, VolumeRecord } from '../state.ts';
import type { ActionContext } from './context.ts';
import { addSnapshot } from './snapshots.ts';

type Stored = Pick<
  EbsParts<VolumeRecord, SnapshotRecord>,
  'volumes' | 'fateStream' | 'snapshots' | 'onHarmed' | 'onVolumeRecovered' | 'onSnapshotLost' | 'onSnapshotRecovered'
>;

export function storedBy(contexts: () => Iterable<ActionContext>): Stored {
  const owner = (holds: (context: ActionContext) => boolean) => {
    for (const context of contexts()) if (holds(context)) return context;
    return undefined;
  };
  return {
    *volumes(zoneId) {
      for (const { own } of contexts()) {
        for (const volume of own.volumes.values()) if (volume.zoneId === zoneId) yield volume;
      }
    },
    fateStream(volume) {
      const { volumeId, attachment } = volume;
      const context = attachment && owner(({ own }) => own.volumes.has(volumeId));
      const instance = attachment && context?.own.instances.get(attachment.instanceId);
      return instance && rootVolume(instance) === volume ? `disks/${instance.instanceId}` : `ebs/${volumeId}`;
    },
    *snapshots(region) {
      for (const { own } of contexts()) {
        if (own.region !== region) continue;
        for (const snapshot of own.snapshots.values()) if (snapshot.state === 'completed') yield snapshot;
      }
    },
    onHarmed({ volumeId, attachment }) {
      const context = owner(({ own }) => own.volumes.has(volumeId));
      const instance = attachment && context?.own.instances.get(attachment.instanceId);
      if (context && instance) settleDisk(context.ebs, instance);
    },
    onVolumeRecovered({ volumeId, sizeGib }) {
      // Nobody gets a snapshot of a volume that has been deleted meanwhile.
      const context = owner(({ own }) => own.volumes.has(volumeId));
      if (context) addSnapshot(context, { volumeId, sizeGib, description: `Recovery snapshot for ${volumeId}` });
    },
    onSnapshotLost(snapshot) {
      snapshot.state = 'error';
    },
    onSnapshotRecovered({ snapshotId, volumeId, sizeGib }) {
      const context = owner(({ own }) => own.snapshots.has(snapshotId));
      if (context) addSnapshot(context, { volumeId, sizeGib, description: `Recovery snapshot for ${snapshotId}` });
    },
  };
}

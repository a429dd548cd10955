import { Drawer } from '@mantine/core';

/** One run, over whatever view (`?run=`). */
export function RunDrawer({ executionId, onClose }: { executionId: string; onClose: () => void }) {
  return <Drawer opened onClose={onClose} size={640} title={`Run ${executionId}`} />;
}

// Runs in the page before its own code and collects measurements for bench/portal.ts in `window.probe`. All times in ms.
const probe = {
  /** From the start of the navigation to the first row of the list in the document. */
  firstRowsAt: undefined,
  longTasks: [],
  layoutShift: 0,
  /** Between two animation frames. */
  frames: [],
  /** From an input to the next paint, as the browser reports it (8 ms steps). */
  interactions: [],
  /** From a key in the search box that changes the number of matches to the frame that shows them. */
  filtered: [],
  /** Renders of list rows by React since it was last set to 0. */
  rowsRendered: 0,
};
window.probe = probe;

function observe(type, onEntry, options) {
  new PerformanceObserver((list) => list.getEntries().forEach(onEntry)).observe({
    type,
    buffered: true,
    ...options,
  });
}
observe('longtask', ({ startTime, duration }) => probe.longTasks.push({ startTime, duration }));
observe('layout-shift', ({ hadRecentInput, value }) => {
  if (!hadRecentInput) probe.layoutShift += value;
});
observe('event', ({ duration }) => probe.interactions.push(duration), { durationThreshold: 16 });

let lastFrame = performance.now();
requestAnimationFrame(function frame(now) {
  probe.frames.push(now - lastFrame);
  lastFrame = now;
  if (document.querySelector('tr[data-name]')) probe.firstRowsAt ??= performance.now();
  requestAnimationFrame(frame);
});

let pressedAt;
let typedAt;
addEventListener('keydown', ({ timeStamp }) => (pressedAt = timeStamp), { capture: true });
addEventListener('input', () => (typedAt = pressedAt), { capture: true });
// Polls change rows as well; only the filter changes their number.
new MutationObserver(() => {
  if (typedAt === undefined) return;
  const at = typedAt;
  typedAt = undefined;
  // The frame is painted when the task after its callbacks runs.
  requestAnimationFrame(() => setTimeout(() => probe.filtered.push(performance.now() - at)));
}).observe(document, { subtree: true, attributeFilter: ['aria-rowcount'] });

// React reports every commit to its developer tools, even in a production build; this counts them.
const PERFORMED_WORK = 1;
window['__REACT_DEVTOOLS_GLOBAL_HOOK__'] = {
  supportsFiber: true,
  isDisabled: false,
  inject: () => 1,
  checkDCE() {},
  onScheduleFiberRoot() {},
  onCommitFiberUnmount() {},
  onPostCommitFiberRoot() {},
  onCommitFiberRoot(_renderer, { current }) {
    if (current.alternate) countRows(current, current.alternate);
  },
};

/** A fiber's children differ from before only if it was rendered. */
function countRows(fiber, before) {
  const props = fiber.memoizedProps;
  if (props?.job && props.commands && props.layout && fiber.flags & PERFORMED_WORK) probe.rowsRendered += 1;
  if (fiber.child === before?.child) return;
  for (let child = fiber.child; child; child = child.sibling) countRows(child, child.alternate);
}

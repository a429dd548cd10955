// Preloaded by `npm run dev`, in syntax that every Node reads: an older Node cannot run TypeScript and would only say
// "Unknown file extension".
const REQUIRED = 24;
if (Number(process.versions.node.split('.')[0]) < REQUIRED) {
  console.error(
    `This needs Node ${REQUIRED}, but ${process.execPath} is ${process.version}. \`npm ci\` installs the right one as a package: run it without --ignore-scripts, and start through npm (\`npm run dev\`).`,
  );
  process.exit(1);
}

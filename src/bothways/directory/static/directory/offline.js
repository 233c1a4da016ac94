// The button that keeps a town on this device. Without a script or a worker it is not there.
const box = document.getElementById("keep-town");
const said = box?.querySelector("[role=status]");

async function keep() {
  const worker = (await navigator.serviceWorker.ready).active;
  const answer = await new Promise((resolve) => {
    const line = new MessageChannel();
    line.port1.onmessage = (event) => resolve(event.data);
    worker.postMessage("renew", [line.port2]);
  });
  said.textContent = answer.problem ? box.dataset.failed : `${box.dataset.kept} ${answer.day}`;
}

async function start() {
  const { worker, scope } = box.dataset;
  const known = await navigator.serviceWorker.getRegistration(scope);
  box.hidden = false;
  if (known?.active) await keep();
  box.querySelector("button").addEventListener("click", async () => {
    await navigator.serviceWorker.register(worker, { scope });
    await keep();
  });
}

if (box && "serviceWorker" in navigator && "CompressionStream" in self) start();

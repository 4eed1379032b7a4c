// Shows the latest trial of a procedure as soon as there is one; without this, reload by hand.
const shown = document.querySelector("[data-number]").dataset.number;
setInterval(async () => {
  const answer = await fetch("/state").catch(() => null);
  if (answer?.ok && (await answer.text()) !== shown) location.reload();
}, 1000);

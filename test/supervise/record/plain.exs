# The processes of the scenarios that are no servers.

defmodule Plain do
  # A process without behaviour: it does what it is told, and reports every other message.
  def live(name, trap) do
    Process.flag(:trap_exit, trap)
    n = if name == nil, do: 0, else: Trace.incarnation(name)

    if name != nil do
      Trace.follow(:proc, name, n)
      Trace.emit(ev: "spawn", proc: name, n: n)
    end

    loop(name, n)
  end

  defp loop(name, n) do
    receive do
      {:tell, from, ref, work} -> send(from, {ref, work.()})
      message -> got(message, name, n)
    end

    loop(name, n)
  end

  defp got(message, name, n) do
    cond do
      TaskActions.awaited?(message) -> Process.put(:kept, Process.get(:kept, []) ++ [message])
      name == nil -> :ignored
      true -> Trace.emit(&[ev: "msg", proc: name, n: n, msg: describe(message, &1)])
    end
  end

  def describe(:timeout, _), do: "timeout"
  def describe({:EXIT, pid, reason}, known), do: described("EXIT", pid, reason, known)
  def describe({:DOWN, _, _, pid, reason}, known), do: described("DOWN", pid, reason, known)
  def describe(message, _), do: message

  defp described(word, pid, reason, known) do
    case known[pid] do
      {_, label, n} -> "#{word}:#{label}##{n}:#{Reason.format(reason)}"
      nil -> "#{word}:#{Reason.format(reason)}"
    end
  end

  # Has the process do something and gives back what came of it.
  def tell(pid, work) do
    if alive?(pid) do
      ref = Process.monitor(pid)
      send(pid, {:tell, self(), ref, work})

      receive do
        {^ref, value} -> Process.demonitor(ref, [:flush]) && value
        {:DOWN, ^ref, _, _, _} -> nil
      end
    else
      "not_alive"
    end
  end

  def alive?(pid), do: is_pid(pid) and Process.alive?(pid)
end

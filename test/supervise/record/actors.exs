# The trees of the scenarios on real OTP: supervisors, servers and plain processes that report what happens to them.

defmodule Trace do
  use GenServer

  @start %{events: [], starts: %{}, processes: %{}, latest: %{}, dynamic: MapSet.new(), owners: %{}}

  def start, do: GenServer.start(__MODULE__, nil, name: __MODULE__)
  def stop, do: GenServer.stop(__MODULE__)
  def emit(event), do: update(fn state -> {:ok, %{state | events: [event | state.events]}} end)
  def state, do: update(fn state -> {state, state} end)
  def find(label), do: state().latest[label]
  def take, do: update(fn state -> {Enum.reverse(state.events), %{state | events: []}} end)
  def dynamic(label), do: update(fn state -> {:ok, %{state | dynamic: MapSet.put(state.dynamic, label)}} end)
  def dynamic?(label), do: MapSet.member?(state().dynamic, label)
  def owner(label, owner), do: update(fn state -> {:ok, put_in(state.owners[label], owner)} end)

  def incarnation(label) do
    update(fn state ->
      n = Map.get(state.starts, label, 0) + 1
      {n, put_in(state.starts[label], n)}
    end)
  end

  def follow(kind, label, n) do
    pid = self()

    update(fn state ->
      Process.monitor(pid)
      state = put_in(state.processes[pid], {kind, label, n})
      {:ok, put_in(state.latest[label], pid)}
    end)
  end

  defp update(change), do: GenServer.call(__MODULE__, change, :infinity)

  def init(_), do: {:ok, @start}

  def handle_call(change, _from, state) do
    {reply, state} = change.(state)
    {:reply, reply, state}
  end

  def handle_info({:DOWN, _, _, pid, reason}, state) do
    {kind, label, n} = state.processes[pid]
    event = [{:ev, "exit"}, {kind, label}, {:n, n}, {:reason, Reason.format(reason)}]
    {:noreply, %{state | events: [event | state.events]}}
  end
end

defmodule Tree do
  def label(node), do: node["label"] || node["id"]

  def spec(node) do
    type = if supervisor?(node), do: :supervisor, else: :worker

    shutdown =
      case node["shutdown"] do
        nil when type == :worker -> 5000
        nil -> :infinity
        word when is_binary(word) -> String.to_atom(word)
        millis -> millis
      end

    spec = %{
      id: node["id"],
      start: {__MODULE__, :start, [node]},
      restart: String.to_atom(node["restart"] || "permanent"),
      shutdown: shutdown,
      type: type
    }

    if node["significant"] == nil, do: spec, else: Map.put(spec, :significant, node["significant"])
  end

  def supervisor?(node), do: node["type"] in ["supervisor", "dynamic"]

  def start(%{"type" => "supervisor"} = node), do: :supervisor.start_link(Boss, node)
  def start(%{"type" => "dynamic"} = node), do: DynamicSupervisor.start_link(DynamicBoss, node)
  def start(node), do: GenServer.start_link(Worker, node, timeout: node["start_timeout"] || :infinity)
end

defmodule Boss do
  def init(node) do
    label = Tree.label(node)
    n = Trace.incarnation(label)
    Trace.emit(ev: "init", sup: label, n: n)

    if node["init_result"] == "ignore" do
      :ignore
    else
      Trace.follow(:sup, label, n)

      flags = %{
        strategy: String.to_atom(node["strategy"] || "one_for_one"),
        intensity: node["max_restarts"] || 3,
        period: node["max_seconds"] || 5,
        auto_shutdown: String.to_atom(node["auto_shutdown"] || "never")
      }

      {:ok, {flags, Enum.map(node["children"] || [], &Tree.spec/1)}}
    end
  end
end

defmodule DynamicBoss do
  use DynamicSupervisor

  def init(node) do
    label = Tree.label(node)
    n = Trace.incarnation(label)
    Trace.dynamic(label)
    Trace.emit(ev: "init", sup: label, n: n)
    Trace.follow(:sup, label, n)

    DynamicSupervisor.init(
      strategy: :one_for_one,
      max_restarts: node["max_restarts"] || 3,
      max_seconds: node["max_seconds"] || 5,
      max_children: node["max_children"] || :infinity
    )
  end
end

defmodule Worker do
  use GenServer

  def init(node) do
    label = Tree.label(node)
    Process.flag(:trap_exit, node["trap_exit"] == true)
    n = Trace.incarnation(label)
    outcomes = node["init"] || ["ok"]
    out = Enum.at(outcomes, min(n, length(outcomes)) - 1)
    [word | rest] = String.split(out, ":", parts: 2)
    detail = List.first(rest)
    if word == "sleep", do: Process.sleep(String.to_integer(detail))
    starts = word in ["ok", "sleep", "continue", "continue_stop", "timeout"]
    if starts, do: Trace.follow(:child, label, n)
    Trace.emit(ev: "init", child: label, n: n, out: out)
    state = %{n: n, label: label, term: node["term"] || "ok", held: []}

    case word do
      "stop" -> {:stop, Reason.parse(detail)}
      "raise" -> raise detail
      "exit" -> exit(Reason.parse(detail))
      "ignore" -> :ignore
      "badreturn" -> :badreturn
      "continue" -> {:ok, state, {:continue, :go}}
      "continue_stop" -> {:ok, state, {:continue, {:stop, Reason.parse(detail)}}}
      "timeout" -> {:ok, state, String.to_integer(detail)}
      _ -> {:ok, state}
    end
  end

  def handle_call(op, from, state) do
    emit(state, "call", msg: op["op"])

    case op do
      %{"op" => "hold"} -> {:noreply, %{state | held: state.held ++ [from]}}
      %{"op" => "stop", "reply" => reply} -> {:stop, Reason.parse(op["reason"]), reply, state}
      _ -> answer(perform(op, state), op["v"] || "ok")
    end
  end

  defp answer({:noreply, state}, reply), do: {:reply, reply, state}
  defp answer({:noreply, state, next}, reply), do: {:reply, reply, state, next}
  defp answer(other, _), do: other

  def handle_cast({:crash, "stop", reason}, state), do: {:stop, Reason.parse(reason), state}
  def handle_cast({:crash, "raise", reason}, _), do: raise(reason)
  def handle_cast({:crash, "exit", reason}, _), do: exit(Reason.parse(reason))
  def handle_cast({:crash, "throw", reason}, _), do: throw(String.to_atom(reason))

  def handle_cast(op, state) do
    emit(state, "cast", msg: op["op"])
    perform(op, state)
  end

  def handle_info({:op, op}, state) do
    emit(state, "info", msg: op["op"])
    perform(op, state)
  end

  def handle_info(message, state) do
    emit(state, "info", msg: Plain.describe(message))
    {:noreply, state}
  end

  def handle_continue(:go, state) do
    emit(state, "continue")
    {:noreply, state}
  end

  def handle_continue({:stop, reason}, state) do
    emit(state, "continue")
    {:stop, reason, state}
  end

  def terminate(reason, state) do
    emit(state, "terminate", reason: Reason.format(reason))
    [word | rest] = String.split(state.term, ":", parts: 2)

    case word do
      "ok" -> :ok
      "sleep" -> Process.sleep(String.to_integer(hd(rest)))
      "hang" -> Process.sleep(:infinity)
      "raise" -> raise hd(rest)
      "exit" -> exit(Reason.parse(hd(rest)))
    end
  end

  defp perform(%{"op" => "note", "v" => value}, state) do
    emit(state, "note", value: value)
    {:noreply, state}
  end

  defp perform(%{"op" => "release", "v" => value}, state) do
    Enum.each(state.held, &GenServer.reply(&1, value))
    {:noreply, %{state | held: []}}
  end

  defp perform(%{"op" => "self_info_then_continue", "v" => value}, state) do
    send(self(), {:op, %{"op" => "note", "v" => value}})
    {:noreply, state, {:continue, :go}}
  end

  defp perform(%{"op" => "self_cast", "v" => value}, state) do
    GenServer.cast(self(), %{"op" => "note", "v" => value})
    {:noreply, state}
  end

  defp perform(op, state) do
    case op["op"] do
      "noop" -> {:noreply, state}
      "stop" -> {:stop, Reason.parse(op["reason"]), state}
      "raise" -> raise op["msg"]
      "exit" -> exit(Reason.parse(op["reason"]))
      "throw" -> throw(String.to_atom(op["v"]))
      "continue" -> {:noreply, state, {:continue, :go}}
      "idle_timeout" -> {:noreply, state, op["ms"]}
      "call_self" -> GenServer.call(self(), %{"op" => "noop"})
      "sleep" -> Process.sleep(op["ms"]) && {:noreply, state}
    end
  end

  defp emit(state, event, fields \\ []), do: Trace.emit([ev: event, child: state.label, n: state.n] ++ fields)
end

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
      _ when name == nil -> :ignored
      message -> Trace.emit(ev: "msg", proc: name, n: n, msg: describe(message))
    end

    loop(name, n)
  end

  def describe(:timeout), do: "timeout"
  def describe({:EXIT, pid, reason}), do: described("EXIT", pid, reason)
  def describe({:DOWN, _, _, pid, reason}), do: described("DOWN", pid, reason)

  defp described(word, pid, reason) do
    case Trace.state().processes[pid] do
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

defmodule Value do
  def of({:ok, :undefined}), do: "ok:undefined"
  def of({:ok, pid}) when is_pid(pid), do: "ok:" <> label(pid)
  def of({:error, {:already_started, _}}), do: "error:already_started"

  def of({:error, {:shutdown, {:failed_to_start_child, _, _}} = reason}),
    do: "error:" <> Reason.format(reason)

  def of({:error, {reason, child}}) when is_tuple(child) and elem(child, 0) == :child,
    do: "error:start_failed:" <> Reason.format(reason)

  def of({:error, reason})
      when reason in [:already_present, :running, :restarting, :not_found, :max_children],
      do: "error:#{reason}"

  def of({:error, reason}) do
    case Reason.format(reason) do
      "bad_spec" -> "error:bad_spec"
      text -> "error:start_failed:" <> text
    end
  end

  def of(value) when is_atom(value) and value not in [true, false, nil], do: Atom.to_string(value)
  def of(value), do: value

  # What a process would have exited with, had nobody caught it.
  def or_exit(work) do
    of(work.())
  catch
    :exit, reason -> "exit:" <> Reason.format(reason)
  end

  defp label(pid) do
    {_, label, n} = Trace.state().processes[pid]
    "#{label}##{n}"
  end
end

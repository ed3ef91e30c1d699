# The trees of the scenarios on real OTP: supervisors, servers and plain processes that report what happens to them.

defmodule Trace do
  use GenServer

  @start %{events: [], cut: nil, starts: %{}, processes: %{}, latest: %{}, dynamic: MapSet.new(), owners: %{}}

  def start, do: GenServer.start(__MODULE__, nil, name: __MODULE__)
  def stop, do: GenServer.stop(__MODULE__)

  # Ends what a scenario that went wrong has left.
  def abandon do
    if trace = Process.whereis(__MODULE__) do
      for {pid, _} <- state().processes, do: Process.exit(pid, :kill)
      for name <- [:scenario_registry, :scenario_tasks], pid = Process.whereis(name), do: Process.exit(pid, :kill)
      ref = Process.monitor(trace)
      Process.exit(trace, :kill)
      receive do: ({:DOWN, ^ref, _, _, _} -> :ok)
    end
  end

  # An event, or a function that makes one of who is known. Who reports does not wait: that would let others go first.
  def emit(event) when is_list(event), do: emit(fn _ -> event end)
  def emit(event), do: GenServer.cast(__MODULE__, event)

  def state, do: update(fn state -> {state, state} end)
  def find(label), do: state().latest[label]
  # What comes from now on waits for the next `take` but one.
  def cut, do: GenServer.cast(__MODULE__, :cut)

  def take do
    update(fn state ->
      later = if state.cut, do: length(state.events) - state.cut, else: 0
      {later, now} = Enum.split(state.events, later)
      {Enum.reverse(now), %{state | events: later, cut: nil}}
    end)
  end

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

  def handle_cast(:cut, state), do: {:noreply, %{state | cut: length(state.events)}}

  def handle_cast(event, state),
    do: {:noreply, %{state | events: [event.(state.processes) | state.events]}}

  def handle_info({:DOWN, _, _, pid, reason}, state) do
    case state.processes[pid] do
      # The format has no event for the end of a task.
      {:task, _, _} ->
        {:noreply, state}

      {kind, label, n} ->
        event = [{:ev, "exit"}, {kind, label}, {:n, n}, {:reason, Reason.format(reason)}]
        {:noreply, %{state | events: [event | state.events]}}
    end
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
      %{"op" => "note", "v" => value} -> answer(perform(op, state), value)
      _ -> answer(perform(op, state), "ok")
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
    Trace.emit(&[ev: "info", child: state.label, n: state.n, msg: Plain.describe(message, &1)])
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

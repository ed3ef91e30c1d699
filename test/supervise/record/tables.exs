# Registries and tasks of the scenarios on real Elixir.

defmodule RegistryActions do
  @name :scenario_registry

  def start(action), do: Registry.start_link(keys: String.to_atom(action["keys"] || "unique"), name: @name)

  # What the process that the action is about does.
  def perform(%{"op" => what} = action) do
    key = action["key"]
    value = action["value"]
    of = Trace.find(action["of"] || action["proc"])

    case what do
      "register" -> registered(Registry.register(@name, key, value))
      "unregister" -> Registry.unregister(@name, key)
      "unregister_match" -> Registry.unregister_match(@name, key, value)
      "lookup" -> entries(Registry.lookup(@name, key))
      "match" -> entries(Registry.match(@name, key, value))
      "count_match" -> Registry.count_match(@name, key, value)
      "whereis" -> Value.label(Registry.whereis_name({@name, key}))
      "keys" -> Enum.sort(Registry.keys(@name, of))
      "values" -> Registry.values(@name, key, of)
      "count" -> Registry.count(@name)
      "update_value" -> updated(Registry.update_value(@name, key, fn _ -> value end))
      "dispatch" -> Registry.dispatch(@name, key, fn all -> for {pid, _} <- all, do: send(pid, action["msg"]) end)
      "put_meta" -> Registry.put_meta(@name, String.to_atom(key), value)
      "meta" -> found(Registry.meta(@name, String.to_atom(key)))
      "stop" -> Supervisor.stop(@name, :shutdown)
    end
  end

  defp registered({:ok, _}), do: :ok
  defp registered({:error, {:already_registered, _}}), do: "error:already_registered"
  defp updated({now, before}), do: [now, before]
  defp updated(:error), do: "error"
  defp found({:ok, value}), do: value
  defp found(:error), do: "error"
  defp entries(all), do: for({pid, value} <- all, do: [Value.label(pid), value])
end

defmodule TaskActions do
  @name :scenario_tasks

  def start(%{"max_children" => max}), do: Task.Supervisor.start_link(name: @name, max_children: max)
  def start(_), do: Task.Supervisor.start_link(name: @name)

  def children, do: Enum.sort(for pid <- Task.Supervisor.children(@name), do: Value.label(pid))

  # Starts a task as the running process; `asked` remembers it under its label.
  def task(%{"body" => body} = action, label) do
    work = fn -> run(label, body) end

    case action["how"] do
      "async" -> remember(label, Task.Supervisor.async(@name, work))
      "async_nolink" -> remember(label, Task.Supervisor.async_nolink(@name, work))
      _ -> Task.Supervisor.start_child(@name, work, restart: String.to_atom(action["restart"] || "temporary"))
    end
  end

  defp remember(label, task) do
    Process.put({:task, label}, task)
    Process.put({:awaited, task.ref}, true)
    :ok
  end

  # Whether a message is of a task that may still be awaited, and so is to be kept.
  def awaited?({ref, _}) when is_reference(ref), do: Process.get({:awaited, ref}, false)
  def awaited?({:DOWN, ref, _, _, _}), do: Process.get({:awaited, ref}, false)
  def awaited?(_), do: false

  def operate(%{"op" => what} = action, label) do
    for message <- Process.delete(:kept) || [], do: send(self(), message)

    case {Process.get({:task, label}), what} do
      {nil, _} -> {:error, :not_found}
      {task, "await"} -> Task.await(task, action["timeout"] || 5000)
      {task, "yield"} -> outcome(Task.yield(task, action["timeout"] || 5000))
      {task, "shutdown"} -> outcome(Task.shutdown(task, action["timeout"] || 5000))
      {task, "brutal_kill"} -> outcome(Task.shutdown(task, :brutal_kill))
      {task, "terminate"} -> Task.Supervisor.terminate_child(@name, task.pid)
    end
  end

  def stream(action) do
    options =
      for {key, name} <- [
            {"max_concurrency", :max_concurrency},
            {"ordered", :ordered},
            {"timeout", :timeout},
            {"on_timeout", :on_timeout}
          ],
          action[key] != nil,
          do: {name, if(key == "on_timeout", do: String.to_atom(action[key]), else: action[key])}

    items = Enum.with_index(action["items"])
    work = fn {body, index} -> run("s#{index}", body) end

    stream =
      if action["nolink"],
        do: Task.Supervisor.async_stream_nolink(@name, items, work, options),
        else: Task.Supervisor.async_stream(@name, items, work, options)

    Enum.map(stream, &outcome/1)
  end

  defp outcome({:ok, value}), do: "ok:#{value}"
  defp outcome({:exit, reason}), do: "exit:" <> Reason.format(reason)
  defp outcome(nil), do: "nil"

  # A body is a word and its detail.
  defp run(label, body) do
    n = Trace.incarnation(label)
    Trace.follow(:task, label, n)
    Trace.emit(ev: "task_start", task: label, n: n)
    [word | rest] = String.split("#{body}", ":", parts: 2)
    detail = List.first(rest)

    case word do
      "ok" -> detail || "ok"
      "return" -> detail
      "sleep" -> Process.sleep(String.to_integer(detail)) && "ok"
      "hang" -> Process.sleep(:infinity)
      "raise" -> raise detail
      "exit" -> exit(Reason.parse(detail))
      "throw" -> throw(String.to_atom(detail))
    end
  end
end
